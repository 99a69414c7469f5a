# Installs what is missing from the system's packages, asking for root only then. Sourced by ./dev.

# What each is recognised by, and Debian's package for it. A machine that has them all is left alone.
build_commands='
emcc       emscripten
cmake      cmake
ninja      ninja-build
g++        g++
node       nodejs
npm        npm
'
build_headers='
CLI/CLI.hpp                        libcli11-dev
ares.h                             libc-ares-dev
brotli/encode.h                    libbrotli-dev
curl/curl.h                        libcurl4-openssl-dev
google/protobuf/message.h          libprotobuf-dev
hiredis/hiredis.h                  libhiredis-dev
jsoncpp/json/json.h|json/json.h    libjsoncpp-dev
jwt.h                              libjwt-dev
openssl/evp.h                      libssl-dev
phonenumbers/phonenumberutil.h     libphonenumber-dev
prometheus/registry.h              prometheus-cpp-dev
uuid/uuid.h|uuid.h                 uuid-dev
zlib.h                             zlib1g-dev
'
test_commands='
chromium|google-chrome|chrome      chromium
openssl                             openssl
redis-server                        redis-server
'
# Where there are packages of these (Ubuntu's Firefox is none), the path is walked in them too, and a screen reader reads it.
debian_test_commands='
chromium-headless-shell            chromium-headless-shell
firefox-esr|firefox                firefox-esr
WebKitWebDriver                    webkit2gtk-driver
Xvfb                               xvfb
orca                               orca
xdotool                            xdotool
dbus-daemon                        dbus-daemon
/usr/libexec/at-spi-bus-launcher   at-spi2-core
'
# Nice to have: installed along with the rest, never a reason to ask for root.
optional_commands='
ccache        ccache
clang-format  clang-format
curl          curl
'
# Python's modules, for the system's own interpreter: what docs/proofs.md shows is run.
python_modules='
jwt            python3-jwt
cryptography   python3-cryptography
'
fonts='fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji'

# packages_ready build|test: what only the tests need is there after packages_awaited, and is installed meanwhile.
packages_ready() {
  local to_build to_test=
  to_build=$(missing_commands "$build_commands" && missing_headers)
  if [ "$1" = test ]; then
    to_test=$(missing_commands "$test_commands")
    ! grep -qx 'ID=debian' /etc/os-release 2>/dev/null || to_test+=" $(missing_commands "$debian_test_commands")"
    to_test+=" $(missing_python_modules) $(missing_sanitizers)"
  fi
  to_build=$(echo $to_build) to_test=$(echo $to_test)
  [ -z "$to_build$to_test" ] || have apt-get || die "please install (names are Debian's): $to_build $to_test"
  [ -z "$to_build" ] || install_packages build $to_build $(missing_commands "$optional_commands")
  if [ -n "$to_test" ]; then
    # A subshell's `die` ends that one alone; it is heard when it is awaited.
    install_packages test $to_test $fonts &
    installing=$!
  fi
  node_is_new_enough
  node_modules_ready
}

packages_awaited() {
  [ -z "${installing:-}" ] || wait "$installing" || exit 1
  installing=
}

# A line is "command|alternative… package".
missing_commands() {
  local names package name
  while read -r names package; do
    for name in ${names//|/ }; do have "$name" && continue 2; done
    echo "$package"
  done <<<"$1" | grep . || true
}

missing_python_modules() {
  local module package
  while read -r module package; do
    [ -z "$module" ] || /usr/bin/python3 -c "import $module" 2>/dev/null || echo "$package"
  done <<<"$python_modules"
}

# Clang's, for the tests and for fuzzing.
missing_sanitizers() {
  have clang++ && echo 'int main(){}' | clang++ -x c++ -fsanitize=address,fuzzer-no-link -o /dev/null - 2>/dev/null ||
    echo clang libclang-rt-dev
}

# The compiler itself says which headers it finds.
missing_headers() {
  local names package condition compiler=(${CXX:-g++})  # "ccache g++" is two words
  while read -r names package; do
    [ -z "$names" ] && continue
    if have "${compiler[0]}"; then
      condition="!__has_include(<${names//|/>) and !__has_include(<}>)"
      printf '#if %s\nMISSING %s\n#endif\n' "$condition" "$package"
    else
      echo "MISSING $package"
    fi
  done <<<"$build_headers" | if have "${compiler[0]}"; then "${compiler[@]}" -x c++ -E -P -; else cat; fi |
    sed -n 's/^MISSING //p'
}

# install_packages FOR PACKAGE…
install_packages() {
  local log=$root/build/log/apt-$1 as_root=()
  shift
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || die "please install as root: apt-get install --no-install-recommends $*"
    as_root=(sudo)
  fi
  say "installing: $*"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0
             -o DPkg::Lock::Timeout=600)  # a machine that has just started installs its updates first
  # The package lists of a fresh machine are missing or old, and an old list names browsers that are too old for the tests.
  [ -n "${lists_updated:-}" ] || quietly "$log-update.log" "${apt[@]}" update || warn "installing by the old lists"
  lists_updated=yes
  timed "installed" quietly "$log.log" "${apt[@]}" install --no-install-recommends "$@" ||
    die "apt-get failed"
}

node_is_new_enough() {
  local version
  version=$(node --version)
  at_least "${version#v}" 18 || die "node is $version, Ringback's tools need 18 or newer"
}

# npm ci only when the lock file is not the one that node_modules was installed from.
node_modules_ready() {
  local stamp=node_modules/.installed-lock
  cmp -s package-lock.json "$stamp" && return
  say "installing npm packages"
  quietly "$root/build/log/npm.log" npm ci --prefer-offline || die "npm ci failed"
  cp package-lock.json "$stamp"
}
