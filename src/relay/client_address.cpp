#include "relay/client_address.hpp"

#include <arpa/inet.h>

#include <cstring>
#include <optional>

namespace ringback::relay {
namespace {

constexpr std::size_t kBytes = 16;
constexpr std::string_view kMapped{"\0\0\0\0\0\0\0\0\0\0\xff\xff", 12};

std::optional<std::string> bytes_of(std::string_view address) {
  const std::string text{address};
  std::string bytes(kBytes, '\0');
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  char v4[4];
  if (::inet_pton(AF_INET, text.c_str(), v4) != 1) return std::nullopt;
  return std::string{kMapped}.append(v4, sizeof v4);
}

std::string text_of_address(const std::string& bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  if (bytes.starts_with(kMapped)) {
    ::inet_ntop(AF_INET, bytes.data() + kMapped.size(), text, sizeof text);
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto bytes = bytes_of(text.substr(0, slash));
  const std::string message = "\"" + std::string{text} + "\" is no network, expected one like 10.0.0.0/8 or fd00::/8";
  if (!bytes) return Error{message};
  const int whole = bytes->starts_with(kMapped) ? 32 : 128;
  int bits = whole;
  if (slash != std::string_view::npos) {
    bits = 0;
    const std::string_view digits = text.substr(slash + 1);
    if (digits.empty() || digits.size() > 3) return Error{message};
    for (const char c : digits) {
      if (c < '0' || c > '9') return Error{message};
      bits = bits * 10 + (c - '0');
    }
  }
  if (bits > whole) return Error{message};
  Network network;
  network.bytes_ = *bytes;
  network.bits_ = bits + (128 - whole);
  return network;
}

bool Network::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  if (!bytes) return false;
  for (int bit = 0; bit < bits_; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const int rest = bits_ - bit;
    const int mask = rest >= 8 ? 0xff : (0xff << (8 - rest)) & 0xff;
    if (((*bytes)[i] ^ bytes_[i]) & mask) return false;
  }
  return true;
}

std::string client_address(const Request& request, const std::vector<Network>& proxies) {
  const auto is_proxy = [&](std::string_view address) {
    for (const Network& network : proxies) {
      if (network.contains(address)) return true;
    }
    return false;
  };
  std::string client = request.peer;
  std::string_view forwarded = request.header("x-forwarded-for");
  // From the right: what stands further left was written by someone whom nobody vouches for.
  while (is_proxy(client) && !forwarded.empty()) {
    const std::size_t comma = forwarded.rfind(',');
    const std::string_view last = trimmed(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
    forwarded = comma == std::string_view::npos ? std::string_view{} : forwarded.substr(0, comma);
    if (!bytes_of(last)) break;
    client = std::string{last};
  }
  return client;
}

std::string address_prefix(std::string_view address) {
  auto bytes = bytes_of(address);
  if (!bytes) return std::string{address};
  if (bytes->starts_with(kMapped)) return text_of_address(*bytes);
  std::memset(bytes->data() + 8, 0, 8);
  return text_of_address(*bytes) + "/64";
}

}  // namespace ringback::relay
