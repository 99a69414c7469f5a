#include "support/repository.hpp"

namespace ringback::testing {

std::string in_repository(const std::string& path) { return std::string{RINGBACK_SOURCE_DIR "/"} + path; }

}  // namespace ringback::testing
