# Finds the C++ sources that no package installs: a directory the caller names, this user's cache, the pinned release
# from its home, or Debian's own source package of a newer suite, in this order. Sourced by ./dev.
#
# name          Debian's package    at least
source_table='
imgui           imgui               1.92
catch2          catch2              3.7
nlohmann_json   nlohmann-json3      3.11.2
trantor         trantor             1.5.24
drogon          drogon              1.9.10
'

# Prints the directory of a source: the caller's FETCHCONTENT_SOURCE_DIR_<NAME>, or of those in the cache the pinned one, or
# the newest that is new enough.
source_dir() {
  local variable=FETCHCONTENT_SOURCE_DIR_${1^^} pinned found minimum
  if [ -n "${!variable:-}" ]; then echo "${!variable}"; return; fi
  pinned=$cache/src/$1-$(sed -n "s/^set(pin_$1_version \(.*\))$/\1/p" "$root/cmake/pins.cmake")
  if [ -d "$pinned" ]; then echo "$pinned"; return; fi
  found=$(find "$cache/src" -maxdepth 1 -name "$1-*" ! -name '*.part' 2>/dev/null | sort -V | tail -n 1)
  minimum=$(awk -v name="$1" '$1 == name { print $3 }' <<<"$source_table")
  [ -n "$found" ] && at_least "${found##*-}" "$minimum" && echo "$found"
}

sources_ready() {
  local missing=() name package minimum
  while read -r name package minimum; do
    [ -z "$name" ] || source_dir "$name" >/dev/null || missing+=("$name")
  done <<<"$source_table"
  if [ ${#missing[@]} -gt 0 ]; then
    mkdir -p "$cache/src"
    say "fetching sources: ${missing[*]}"
    from_upstream "${missing[@]}" || from_debian || die "cannot fetch ${missing[*]}: neither their home nor a Debian mirror \
answers. Name unpacked sources yourself: $(for name in "${missing[@]}"; do printf 'FETCHCONTENT_SOURCE_DIR_%s=… ' "${name^^}"; done)"
  fi
}

# For cmake called by hand as well: CMakeLists.txt includes this file when it is there.
write_cmake_file() {
  local file=$root/build/dependencies.cmake name package minimum
  mkdir -p "$root/build"
  {
    echo "# Written by ./dev. Where the sources of this machine are; see tools/sources.sh."
    while read -r name package minimum; do
      [ -z "$name" ] && continue
      echo "set(FETCHCONTENT_SOURCE_DIR_${name^^} \"$(source_dir "$name")\")"
    done <<<"$source_table"
    if [ -n "${drogon_prefix:-}" ]; then
      echo "list(PREPEND CMAKE_PREFIX_PATH \"$drogon_prefix\")"
      # A build folder goes on with the one that it found before.
      for name in Drogon Trantor; do echo "set(${name}_DIR \"$drogon_prefix/lib/cmake/$name\" CACHE PATH \"\" FORCE)"; done
    fi
  } >"$file.new"
  if cmp -s "$file" "$file.new"; then rm "$file.new"; else mv "$file.new" "$file"; fi
}

# The pinned archives of cmake/pins.cmake, checked against their SHA-256.
from_upstream() {
  have cmake && have curl && curl --silent --head --max-time 5 --output /dev/null https://github.com || return 1
  local name
  for name in "$@"; do
    quietly "$cache/src/$name.log" cmake -D NAME="$name" -D INTO="$cache/src" -P "$root/cmake/fetch_pinned.cmake" || return 1
    rm -f "$cache/src/$name.log"
    say "found $(basename "$(source_dir "$name")"), pinned, from its home"
  done
}

# Debian's source packages of suite sid through the mirror this machine already uses, signed by the archive key that it
# already trusts. The suite moves, so versions are a minimum and the one found is said. Needs no root.
from_debian() {
  have apt-get || return 1
  local work mirror
  work=$(mktemp -d)
  for mirror in $(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 2>/dev/null | sort -u | grep -E '/debian/?$'); do
    if fetch_from_mirror "$mirror" "$work"; then rm -rf "$work"; return 0; fi
  done
  rm -rf "$work"
  return 1
}

fetch_from_mirror() {
  local mirror=$1 work=$2 name package minimum version tree
  mkdir -p "$work/lists/partial" "$work/download"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$work/sid.list"
  local apt=(apt-get -qq -o Dir::Etc::sourcelist="$work/sid.list" -o Dir::Etc::sourceparts=/dev/null
             -o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
             -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=root -o Acquire::http::Timeout=20)
  quietly "$work/update.log" "${apt[@]}" update || return 1
  while read -r name package minimum; do
    [ -z "$name" ] && continue
    source_dir "$name" >/dev/null && continue
    (cd "$work/download" && quietly "$work/$name.log" "${apt[@]}" source --download-only --only-source "$package") || return 1
    # A repacked version says "+ds"; one that went backwards says "NEW.really.OLD", perhaps twice.
    version=$(basename "$work/download/$package"_*.dsc .dsc)
    version=${version#*_}; version=${version%-*}; version=${version%%+*}; version=${version##*.really.}
    at_least "$version" "$minimum" || { warn "$package is $version here, Ringback needs $minimum or newer"; return 1; }
    tree=$cache/src/$name-$version
    # CMake's tar needs no xz beside it. An archive holds one folder.
    rm -rf "$tree.part" && mkdir -p "$tree.part"
    (cd "$tree.part" && cmake -E tar xf "$work/download/$package"_*.orig.tar.*) || return 1
    mv "$tree.part"/* "$tree" && rmdir "$tree.part" || return 1
    say "found $name $version in Debian's sources"
  done <<<"$source_table"
}
