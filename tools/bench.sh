# ./dev bench: how fast, beside something to compare with. Never part of ./dev test. Sourced by ./dev.
. tools/build.sh

bench() {
  local what=${1:-}
  [ $# -gt 0 ] && shift
  case $what in
    relay) bench_relay "$@" ;;
    *) die "bench takes \"relay\", not \"$what\"" ;;
  esac
}

# bench_relay [SECONDS [ROUNDS]]
bench_relay() {
  have wrk || install_packages bench wrk
  have redis-server || install_packages bench redis-server
  dependencies_ready build
  build_preset native-release --target bench_relay_server
  node tests/bench/relay.mjs build/native-release/tests/bench_relay_server tests/bench/send.lua "$@"
}
