# Builds Drogon and trantor once per version and compiler, into a prefix that every clone on this machine shares.
# Sourced by ./dev after sources.sh; sets $drogon_prefix.

drogon_ready() {
  local drogon trantor compiler cxx=(${CXX:-g++}) lock
  drogon=$(source_dir drogon) && trantor=$(source_dir trantor) || die "no sources of Drogon: see ./dev help"
  compiler=$("${cxx[@]}" -dumpfullversion -dumpversion)-$("${cxx[@]}" -dumpmachine)
  drogon_prefix=$cache/drogon/$(basename "$drogon")-$(basename "$trantor")-$compiler-$(cksum <"$root/tools/drogon.sed" | cut -d' ' -f1)
  [ -e "$drogon_prefix/.complete" ] && return

  # Another clone may be at it.
  mkdir -p "$cache/drogon"
  exec {lock}>"$drogon_prefix.lock"
  flock "$lock"
  if [ ! -e "$drogon_prefix/.complete" ]; then build_drogon "$drogon" "$trantor" || die "Drogon couldn't be built"; fi
  exec {lock}>&-
}

# Each step by itself: where a caller asks whether it went well, the shell doesn't end at the first that didn't.
build_drogon() {
  local drogon=$1 trantor=$2
  say "building Drogon: about a minute, once for this machine"
  local work=$drogon_prefix.building
  rm -rf "$work" "$drogon_prefix"
  mkdir -p "$work"
  local common=(-G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$drogon_prefix" -DCMAKE_INSTALL_LIBDIR=lib
                -DCMAKE_PREFIX_PATH="$drogon_prefix" -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF
                -DCMAKE_UNITY_BUILD=ON)
  have ccache && common+=('-DCMAKE_CXX_COMPILER_LAUNCHER=env;CCACHE_DEPEND=1;ccache')
  quietly "$work/trantor.log" build_and_install "$trantor" "$work/trantor" "${common[@]}" || return 1
  mended_drogon "$drogon" "$work/source" || return 1
  # The Redis client of Drogon needs its ORM; the relay's store speaks to Redis by itself.
  quietly "$work/drogon.log" build_and_install "$work/source" "$work/drogon" "${common[@]}" \
    -DBUILD_ORM=OFF -DBUILD_EXAMPLES=OFF -DBUILD_CTL=OFF -DBUILD_YAML_CONFIG=OFF -DUSE_SUBMODULE=OFF || return 1
  rm -rf "$work"
  touch "$drogon_prefix/.complete"
}

build_and_install() {
  local source=$1 binary=$2
  shift 2
  cmake -S "$source" -B "$binary" "$@" && cmake --build "$binary" -j "$jobs" && cmake --install "$binary"
}

# mended_drogon SOURCE COPY: without the edits of drogon.sed anybody can end a relay, so there is no Drogon without them.
mended_drogon() {
  local source=$1 copy=$2 parser=lib/src/HttpRequestParser made
  cp -r "$source" "$copy" && sed -i -f "$root/tools/drogon.sed" "$copy/$parser.cc" "$copy/$parser.h" || return 1
  made=$(cat "$copy/$parser.cc" "$copy/$parser.h" | grep -c 'ringback:')
  [ "$made" -eq 5 ] && return
  warn "$(basename "$source") isn't a Drogon that tools/drogon.sed mends: $made of its 5 edits could be made. Name the sources of \
the one in cmake/pins.cmake: FETCHCONTENT_SOURCE_DIR_DROGON=…"
  return 1
}
