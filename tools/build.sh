# Builds the command, the engine and dist/. Sourced by ./dev.
. tools/packages.sh
. tools/sources.sh
. tools/drogon.sh

# Everything that is built needs this first. dependencies_ready build|test
dependencies_ready() {
  packages_ready "$1"
  sources_ready
  drogon_ready
  packages_awaited
  write_cmake_file
}

# Configures a preset if needed and builds it; all output goes to a log, of which a failure shows the end.
build_preset() {
  local preset=$1
  shift
  if [ ! -e "build/$preset/build.ninja" ] || [ build/dependencies.cmake -nt "build/$preset/build.ninja" ]; then
    quietly "build/log/configure-$preset.log" cmake --preset "$preset" || return 1
  fi
  timed "built $preset" quietly "build/log/build-$preset.log" cmake --build --preset "$preset" -j "$jobs" "$@"
}

# dist/: the files that a page loads, and the command beside them. Once a run: tests that go on meanwhile read it.
build_dist() {
  [ -z "${dist_built:-}" ] || return 0
  build_preset wasm || return 1
  mkdir -p dist
  rm -rf dist/demo dist/gallery
  cp -R web/demo dist/demo
  cp -R web/gallery dist/gallery
  # Of the relay's page (docs/no-script.md).
  cp web/page.css dist/ringback-page.css
  cp web/page_dark.css dist/ringback-page-dark.css
  bundle_is_current ||
    timed "bundled dist/" quietly build/log/shell.log node shell/build.mjs --engine-dir build/wasm --out dist || return 1
  dist_built=yes
}

# Whether dist/ was bundled since the last change of what it is made of. The manifest is written last; a folder changes with a
# file that goes.
bundle_is_current() {
  [ -e dist/manifest.json ] && [ -z "$(find shell assets/locales CMakeLists.txt node_modules/.package-lock.json \
    build/wasm/ringback-engine-core.* -newer dist/manifest.json -print -quit)" ]
}

build_command() {
  build_preset native-release "$@" || return 1
  mkdir -p dist
  # A running server keeps its file: replace it, don't write into it.
  cmp -s build/native-release/ringback dist/ringback || install -m 755 build/native-release/ringback dist/ringback
}

build_all() {
  dependencies_ready build
  build_command --target ringback && build_dist || die "the build failed"
}
