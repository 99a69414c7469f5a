// One request, waited for.
#pragma once

#include <string>

#include "api/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ringback::command {

api::HttpAnswer ask(api::HttpRequest request);

// The body of a 200 to a GET; the error says what came instead.
Result<std::string> fetch(const std::string& url, Milliseconds timeout = Milliseconds{10'000});

}  // namespace ringback::command
