# ./dev package: what is published, in build/package: the npm package, and the relay with its files. Sourced by ./dev.
. tools/build.sh

package() {
  local version out=build/package
  build_all
  version=$(sed -n 's/^project(ringback VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
  rm -rf "$out"
  mkdir -p "$out"
  quietly build/log/npm-pack.log npm pack ./dist --pack-destination "$out" || return 1
  # Without what npm has: whoever runs the relay needs no package.json. For every user, also from a clone under umask 077.
  # The system's owner: unpacked by root, a file of this machine's user would be some other user's there.
  tar -C dist --mode=go-w,a+rX --owner=0 --group=0 --numeric-owner -czf "$out/ringback-relay-$version-$(uname -m).tar.gz" --exclude=package.json --exclude='*.d.ts' \
    --transform "s,^\.,ringback-relay-$version," .
  (cd "$out" && sha256sum ./*.tgz ./*.tar.gz >SHA256SUMS && cat SHA256SUMS)
}
