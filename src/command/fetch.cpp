#include "command/fetch.hpp"

#include <future>

#include "native/curl_http.hpp"

namespace ringback::command {

api::HttpAnswer ask(api::HttpRequest request) {
  std::promise<api::HttpAnswer> promise;
  native::CurlHttp http{[](std::function<void()> work) { work(); }};
  http.send(std::move(request), [&](api::HttpAnswer answer) { promise.set_value(std::move(answer)); });
  return promise.get_future().get();
}

Result<std::string> fetch(const std::string& url, Milliseconds timeout) {
  const api::HttpAnswer answer = ask({"GET", url, {}, {}, timeout});
  const auto* response = std::get_if<api::HttpResponse>(&answer);
  if (!response) return Error{url + " can't be reached"};
  if (response->status != 200) return Error{url + " answered " + std::to_string(response->status) + ", expected 200"};
  return response->body;
}

}  // namespace ringback::command
