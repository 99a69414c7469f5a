# ./dev format: the one C++ style, by the one version of clang-format whose output we agreed on. Sourced by ./dev.

format_version=14

# Prints the clang-format of the pinned version, or nothing.
pinned_clang_format() {
  local name
  for name in clang-format-$format_version clang-format; do
    have $name && $name --version | grep -q "version $format_version\." && echo $name && return
  done
  return 1
}

cpp_files() { find src tests -name '*.cpp' -o -name '*.hpp' -o -name '*.h'; }

format() {
  local tool
  tool=$(pinned_clang_format) || die "no clang-format $format_version here, and other versions format differently"
  case ${1:-} in
    --check) cpp_files | xargs -r $tool --dry-run -Werror ;;
    '') cpp_files | xargs -r $tool -i ;;
    *) die "format takes --check, not \"$1\"" ;;
  esac
}
