# What every part of ./dev shares: messages, the cache, timing. Sourced, never run.
# The parts themselves: packages.sh (apt), sources.sh (C++ sources), drogon.sh, build.sh, test.sh.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${RINGBACK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ringback}
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}

say()  { printf '%s\n' "ringback: $*"; }
warn() { printf '%s\n' "ringback: $*" >&2; }
die()  { printf '%s\n' "ringback: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command, says how long it took. Its exit status is the command's.
timed() {
  local label=$1 start=$SECONDS status=0
  shift
  "$@" || status=$?
  say "$label: $((SECONDS - start)) s"
  return $status
}

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# Runs a command that may print much; shows the end of it only when the command fails.
quietly() {
  local log=$1 status=0
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    warn "failed: $*"
    warn "the end of $log:"
    tail -n 60 "$log" >&2
  fi
  return $status
}

# Debian's emcc keeps its JavaScript tools where only Debian's own node looks. With another node first
# on PATH the link fails in acorn-optimizer, so name the place.
if [ -d /usr/share/nodejs ] && [ "$(command -v emcc 2>/dev/null)" = /usr/bin/emcc ]; then
  export NODE_PATH="${NODE_PATH:+$NODE_PATH:}/usr/share/nodejs:/usr/lib/nodejs"
fi
