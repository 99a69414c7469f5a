// The certificate and key of --cert and --key, looked at before the server takes them: it would end the process.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace ringback::relay {

// Whether `certificate` (PEM, the chain behind it) and `key` (PEM, without a pass phrase) belong together. The error
// names the file and what is wrong with it.
Result<std::monostate> check_tls_files(const std::filesystem::path& certificate, const std::filesystem::path& key);

}  // namespace ringback::relay
