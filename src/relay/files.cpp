#include "relay/files.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace ringback::relay {

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return Error{"it is a folder, expected a file"};
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file.is_open()) return Error{std::string{"can't read it: "} + std::strerror(errno ? errno : EIO)};
  std::string bytes{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
  if (file.bad()) return Error{"can't read it: input/output error"};
  return bytes;
}

}  // namespace ringback::relay
