# ./dev demo: build everything and serve the demo page with the sandbox. Sourced by ./dev.
. tools/build.sh

demo() {
  local port=8080 once=
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?--port needs a number}; shift ;;
      --port=*) port=${1#*=} ;;
      --once) once=yes ;;
      *) die "demo takes --port N and --once, not \"$1\"" ;;
    esac
    shift
  done
  build_all
  [ -n "$once" ] && return
  exec dist/ringback serve --flow assets/flows/verify-phone.json --sandbox --port "$port"
}
