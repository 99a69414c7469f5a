#include "api/url.hpp"

#include "base/ascii.hpp"

namespace ringback::api {
namespace {

constexpr std::string_view kHttps = "https://", kHttp = "http://";

bool is_alphanumeric(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

std::string encode(std::string_view text, bool blank_as_plus) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(c);
    } else if (c == ' ' && blank_as_plus) {
      encoded.push_back('+');
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded.push_back('%');
      encoded.push_back(kDigits[byte >> 4]);
      encoded.push_back(kDigits[byte & 15]);
    }
  }
  return encoded;
}

// The host's last label or address, its port taken off; empty when the port isn't one.
std::string_view host_of(std::string_view authority) {
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return {};
    const std::string_view rest = authority.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return {};
    return authority.substr(0, close + 1);
  }
  const std::size_t colon = authority.find(':');
  if (colon == std::string_view::npos) return authority;
  const std::string_view port = authority.substr(colon + 1);
  if (port.empty() || port.size() > 5) return {};
  for (const char c : port) {
    if (!is_digit(c)) return {};
  }
  return authority.substr(0, colon);
}

bool is_loopback(std::string_view host) {
  return equals_ignoring_case(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
}

std::size_t scheme_length(std::string_view url) {
  if (equals_ignoring_case(url.substr(0, kHttps.size()), kHttps)) return kHttps.size();
  if (equals_ignoring_case(url.substr(0, kHttp.size()), kHttp)) return kHttp.size();
  return 0;
}

}  // namespace

std::string percent_encode(std::string_view text) { return encode(text, false); }

std::string form_encode(std::string_view text) { return encode(text, true); }

std::size_t authority_end(std::string_view url) {
  const std::size_t colon = url.find("://");
  return colon == std::string_view::npos ? colon : url.find_first_of("/?#", colon + 3);
}

std::string_view url_fault(std::string_view url) {
  const std::size_t scheme = scheme_length(url);
  if (scheme == 0) return "isn't an absolute URL, expected https://…";
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7F || c == '\\' || c == '"' || c == '<' || c == '>') {
      return "holds a blank or another character that must be percent-encoded";
    }
  }
  const std::string_view authority = url.substr(scheme, authority_end(url) - scheme);
  if (authority.find('@') != std::string_view::npos) return "holds a user name, expected it in a header";
  const std::string_view host = host_of(authority);
  for (const char c : host) {
    const bool address = host.front() == '[' && (c == '[' || c == ']' || c == ':');
    if (!is_alphanumeric(c) && c != '.' && c != '-' && c != '_' && !address) return "has no plain host";
  }
  if (host.empty()) return "has no plain host";
  if (scheme == kHttp.size() && !is_loopback(host)) return "isn't https, which only localhost may go without";
  return {};
}

bool has_dot_segment(std::string_view url) {
  std::size_t at = authority_end(url);
  if (at == std::string_view::npos) return false;
  std::string_view path = url.substr(at, url.find_first_of("?#", at) - at);
  while (!path.empty()) {
    path.remove_prefix(1);
    std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    std::size_t dots = 0;
    while (!segment.empty()) {
      const std::size_t length = equals_ignoring_case(segment.substr(0, 3), "%2e") ? 3 : segment.front() == '.' ? 1 : 0;
      if (length == 0) break;
      segment.remove_prefix(length);
      ++dots;
    }
    if (segment.empty() && (dots == 1 || dots == 2)) return true;
  }
  return false;
}

}  // namespace ringback::api
