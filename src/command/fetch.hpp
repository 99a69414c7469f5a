// One GET, waited for.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ringback::command {

// The body of a 200; the error says what came instead.
Result<std::string> fetch(const std::string& url, Milliseconds timeout = Milliseconds{10'000});

}  // namespace ringback::command
