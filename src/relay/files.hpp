// Reading a whole file, with an error that says why it can't be read.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace ringback::relay {

// The error is what the system said, without the path.
Result<std::string> read_file(const std::filesystem::path& path);

}  // namespace ringback::relay
