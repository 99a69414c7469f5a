#include "relay/redis_url.hpp"

#include <optional>

#include "base/ascii.hpp"

namespace ringback::relay {
namespace {

constexpr std::string_view kScheme = "redis://";

std::optional<int> number_in(std::string_view text, int maximum) {
  if (text.empty() || text.size() > 5) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number <= maximum ? std::optional{number} : std::nullopt;
}

// What stands before `mark`, which is dropped from `rest` with it; all of it when there is no mark.
std::string_view take_until(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return taken;
}

}  // namespace

Result<RedisUrl> parse_redis_url(std::string_view text) {
  if (text.starts_with("rediss://")) {
    return Error{
        "the store is a rediss:// URL, expected redis://: put a TLS tunnel (stunnel, a sidecar) on this machine "
        "between, or use a private network; the values are encrypted in any case"};
  }
  const Error wrong{"the store isn't a Redis URL, expected redis://host:port/database, with ?replicas=N if wanted"};
  if (!text.starts_with(kScheme)) return wrong;
  std::string_view rest = text.substr(kScheme.size());
  RedisUrl url;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = rest.substr(0, at);
    if (user.find(':') != std::string_view::npos) {
      return Error{
          "the store's URL holds a password, expected none: put it into the environment as "
          "RINGBACK_STORE_PASSWORD, or into a file that RINGBACK_STORE_PASSWORD_FILE names"};
    }
    url.user = user;
    rest.remove_prefix(at + 1);
  }
  std::string_view place = take_until(rest, '?');
  const std::string_view query = rest;
  std::string_view authority = take_until(place, '/');
  const std::string_view database = place;
  if (authority.starts_with('[')) {
    authority.remove_prefix(1);
    url.host = take_until(authority, ']');
    if (authority.starts_with(':')) authority.remove_prefix(1);
  } else {
    url.host = take_until(authority, ':');
  }
  const std::optional<int> port = authority.empty() ? std::optional{int{url.port}} : number_in(authority, 65'535);
  const std::optional<int> chosen = database.empty() ? std::optional{0} : number_in(database, 9'999);
  std::optional<int> replicas{0};
  if (query.starts_with("replicas=")) {
    replicas = number_in(query.substr(9), 100);
  } else if (!query.empty()) {
    replicas.reset();
  }
  if (url.host.empty() || !port || *port == 0 || !chosen || !replicas) return wrong;
  url.port = static_cast<std::uint16_t>(*port);
  url.database = *chosen;
  url.replicas = *replicas;
  return url;
}

}  // namespace ringback::relay
