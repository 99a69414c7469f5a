# ./dev fuzz [SECONDS]: libFuzzer on what strangers send, for SECONDS each (default 60). Never part of ./dev test.
# Findings stay in build/fuzz/<target>. Sourced by ./dev.
. tools/build.sh

fuzz() {
  local seconds=${1:-60} target failed=
  local missing
  missing=$(missing_sanitizers)
  # shellcheck disable=SC2086  # one word a package
  [ -z "$missing" ] || install_packages fuzz $missing
  dependencies_ready build
  if [ ! -e build/fuzz/build.ninja ]; then
    quietly build/log/configure-fuzz.log cmake -G Ninja -S . -B build/fuzz -D CMAKE_CXX_COMPILER=clang++ -D CMAKE_C_COMPILER=clang \
      -D CMAKE_BUILD_TYPE=Debug -D RINGBACK_SANITIZE=address,undefined,fuzzer-no-link -D RINGBACK_FUZZ=ON || return 1
  fi
  timed "built fuzz" quietly build/log/build-fuzz.log cmake --build build/fuzz -j "$jobs" --target ringback_fuzz || return 1
  for target in flow_file json answer; do
    mkdir -p "build/fuzz/$target"
    [ "$target" != flow_file ] || cp assets/flows/*.json "build/fuzz/$target/"
    say "--- $target"
    (cd "build/fuzz/$target" && "../tests/fuzz_$target" -max_total_time="$seconds" -max_len=20000 -print_final_stats=1 . >"../$target.log" 2>&1) ||
      { warn "$target found something:"; tail -n 40 "build/fuzz/$target.log" >&2; failed=yes; }
    grep -E 'number_of_executed_units|^Done' "build/fuzz/$target.log" || true
  done
  [ -z "$failed" ]
}
