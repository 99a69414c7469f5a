# ./dev test: every test, cheapest first, and one line of sums at the end. Sourced by ./dev.
# A stage is a function test_<name>; it reports each runner's counts by `count`. What doesn't build or crashes counts as
# a failure, what cannot run here is said and counts as nothing.
. tools/build.sh
. tools/format.sh

stages='format arrows native relay asan wasm shell phone orca browsers browser size'

# A line each: passed, failed, of what. A file, for what runs beside the stages counts too.
counts=build/log/counts
besides=()

run_tests() {
  local stage passed=0 failed=0 failures=() good bad what
  if [ "${1:-}" = --list ]; then echo "$stages"; return; fi
  for stage in "$@"; do
    [[ " $stages " == *" $stage "* ]] || die "no stage \"$stage\"; there are: $stages"
  done
  local start=$SECONDS
  dependencies_ready test
  mkdir -p build/log
  : >"$counts"
  for stage in ${*:-$stages}; do
    say "--- $stage"
    timed "$stage" "test_$stage" || grep -qv '^[0-9]* 0 ' "$counts" || count "$stage ended early" 0 1
  done
  await_besides
  while read -r good bad what; do
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$bad" -eq 0 ] || failures+=("$what")
  done <"$counts"
  say "all: $((SECONDS - start)) s"
  [ ${#failures[@]} -eq 0 ] || printf 'ringback: failed: %s\n' "${failures[@]}"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# count WHAT PASSED FAILED [SKIPPED]
count() {
  say "$1: $2 passed, $3 failed${4:+, $4 skipped}"
  echo "$2 $3 $1" >>"$counts"
}

# beside WHAT COMMAND…: what mostly waits, while the next stages go on. It prints when it is awaited.
beside() {
  local what=$1
  shift
  timed "$what" "$@" >"build/log/beside-$what.log" 2>&1 </dev/null &
  besides+=("$!:$what")
}

await_besides() {
  local each
  for each in ${besides[@]+"${besides[@]}"}; do
    wait "${each%%:*}" || true
    say "--- ${each#*:}, beside the others"
    cat "build/log/beside-${each#*:}.log"
  done
  besides=()
}

# check WHAT COMMAND…: a command that is one test. Its output shows when it fails.
check() {
  local what=$1
  shift
  if quietly "build/log/check-${what// /-}.log" "$@"; then count "$what" 1 0; else count "$what" 0 1; fi
}

built() {
  local what=$1
  shift
  "$@" || { count "$what: build" 0 1; return 1; }
}

test_format() {
  pinned_clang_format >/dev/null || { say "skipped: no clang-format $format_version here"; return; }
  check "C++ format" format --check
}

test_arrows() { node_tests arrows tests/arrows; }

test_native() {
  built native build_command && catch_tests native-release
}

test_asan() {
  built asan build_preset native-asan --target ringback_all_tests && beside "asan tests" catch_tests native-asan
}

test_wasm() {
  built wasm build_preset wasm-test && catch_tests wasm-test
}

test_shell() {
  [ ! -e shell/tsconfig.json ] || check "shell types" node_modules/.bin/tsc --noEmit -p shell
  built dist build_dist || return
  files_at_a_time=2 node_tests shell tests/shell tests/consumers
}

# The browser's phone numbers beside Google's library.
test_phone() {
  built phone build_preset native-release --target phone_corpus && node_tests phone tests/phone
}

test_relay() {
  built native build_command --target ringback && files_at_a_time=12 beside relay node_tests relay tests/relay
}

# A screen reader, before the browsers: on a machine under load Orca drops what it comes to too late.
test_orca() {
  await_besides
  built native build_command --target ringback && built dist build_dist && node_tests orca tests/browsers/orca.test.mjs
}

# The whole path in three browsers, one after the other beside the tests of one: most of it is waiting.
test_browsers() {
  await_besides  # what else runs beside the stages would be one too many
  built native build_command --target ringback && built dist build_dist || return
  local missing
  missing=$(missing_commands "$debian_test_commands" | xargs)
  [ -z "$missing" ] || say "not installed, so skipped: $missing"
  # shellcheck disable=SC2046  # one word a file
  beside browsers node_tests browsers $(find tests/browsers -name '*.test.mjs' ! -name orca.test.mjs)
}

# What is about the conversation passes on the fallback as well. In forced colours its elements are the same; tests/browsers
# walks the whole path in them.
on_the_fallback=$(echo tests/browser/{accessibility,conversation,countries,inputs,misbehaviour,reading,scrolling,ways_on}.test.mjs)
in_forced_colours=tests/browser/accessibility.test.mjs

test_browser() {
  built native build_command --target ringback && built dist build_dist || return
  # A page at a time in each file: what more of them at once took each other in caches and switches was a fifth of all work.
  # Node takes them by their names: first those that take long, most of it waiting, and last the two that draw much, which fill
  # the cores to the end.
  local files=()
  # shellcheck disable=SC2046  # one word a file
  grouped 4 1-fallback RINGBACK_FALLBACK=webgl-missing $on_the_fallback &&
    grouped 8 2-canvas $(ls tests/browser/*.test.mjs | grep -v -e /gallery.test -e /text.test) &&
    grouped 1 3-colours RINGBACK_FALLBACK=forced-colours $in_forced_colours || return
  files_at_a_time=6 node_tests browser "${files[@]}" tests/browser/{gallery,text}.test.mjs
}

# grouped COUNT NAME [SETTING] FILE…: adds to `files` of the caller.
grouped() {
  local count=$1 name=$2 made
  shift 2
  made=$(node tools/group_tests.mjs "$count" "build/groups/$name" "$@") || return 1
  # shellcheck disable=SC2206  # one word a file
  files+=($made)
}

test_size() {
  built dist build_dist || return
  [ ! -e dist/ringback.js ] || check "size budgets" node tools/size.mjs dist
}

# The Catch2 tests of a preset, by ctest; each leaves its counts of test cases as XML.
catch_tests() {
  local preset=$1 results=build/$1/test-results name cases ok bad status=0 seen=
  rm -f "$results"/*.xml
  ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    ctest --preset "$preset" -j "$jobs" --no-tests=error >"build/log/ctest-$preset.log" 2>&1 || status=$?
  [ $status -eq 0 ] || tail -n 150 "build/log/ctest-$preset.log"
  for name in $(ctest --preset "$preset" -N | sed -n 's/^ *Test *#[0-9]*: //p'); do
    cases=$(grep -o '<OverallResultsCases [^>]*>' "$results/$name.xml" 2>/dev/null | tail -n 1 || true)
    ok=$(attribute successes "$cases")
    bad=$(attribute failures "$cases")
    if [ -z "$cases" ]; then
      warn "$preset $name ended before its last test"
      ok=0 bad=1
    fi
    count "$preset $name" "$ok" "$bad"
    [ "$bad" -eq 0 ] || seen=yes
  done
  # A crash after the last test, such as a leak, is known by the exit status alone.
  if [ $status -ne 0 ] && [ -z "$seen" ]; then count "$preset: exit status $status" 0 1; fi
}

attribute() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$2"; }

# node_tests WHAT FOLDER…: the *.test.mjs files of some folders.
node_tests() {
  local what=$1 files status=0 tap ok bad skipped
  shift
  files=$(find "$@" -name '*.test.mjs' 2>/dev/null | sort || true)
  [ -n "$files" ] || { count "$what: no tests in $*" 0 1; return 1; }
  tap=build/log/$what.tap
  mkdir -p build/log
  # shellcheck disable=SC2086  # one word a file
  timeout 1800 node --test --test-concurrency="${files_at_a_time:-1}" --test-reporter=tap --test-reporter-destination="$tap" \
    --test-reporter=spec --test-reporter-destination=stdout $files >"build/log/$what.log" 2>&1 </dev/null || status=$?
  ok=$(tap_sum pass "$tap")
  bad=$(($(tap_sum fail "$tap") + $(tap_sum cancelled "$tap")))
  skipped=$(($(tap_sum skipped "$tap") + $(tap_sum todo "$tap")))
  [ $status -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  [ $((ok + bad + skipped)) -gt 0 ] || bad=1  # none ran
  if [ "$bad" -gt 0 ]; then
    # The reporter repeats the failures at the end.
    sed -n '/failing tests:/,$p' "build/log/$what.log" | head -n 200
    grep -q 'failing tests:' "build/log/$what.log" || tail -n 60 "build/log/$what.log"
  fi
  [ "$skipped" -gt 0 ] || skipped=
  count "$what" "$ok" "$bad" $skipped
}

# A number of TAP's summary, 0 if there is none.
tap_sum() {
  local number
  number=$(sed -n "s/^# $1 \([0-9]*\)$/\1/p" "$2" 2>/dev/null | tail -n 1)
  echo "${number:-0}"
}
