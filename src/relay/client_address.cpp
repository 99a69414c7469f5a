#include "relay/client_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"

namespace ringback::relay {
namespace {

constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const AddressBytes& bytes) { return std::equal(kMapped.begin(), kMapped.end(), bytes.begin()); }

std::optional<AddressBytes> bytes_of(std::string_view address) {
  char text[INET6_ADDRSTRLEN];
  if (address.size() >= sizeof text) return std::nullopt;
  text[address.copy(text, address.size())] = '\0';
  AddressBytes bytes{};
  if (address.find(':') != std::string_view::npos) {
    if (::inet_pton(AF_INET6, text, bytes.data()) != 1) return std::nullopt;
  } else {
    std::copy(kMapped.begin(), kMapped.end(), bytes.begin());
    if (::inet_pton(AF_INET, text, bytes.data() + kMapped.size()) != 1) return std::nullopt;
  }
  return bytes;
}

std::string text_of_address(const AddressBytes& bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_mapped(bytes)) {
    ::inet_ntop(AF_INET, bytes.data() + kMapped.size(), text, sizeof text);
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  }
  return text;
}

template <class Address>
bool is_in_one_of(const std::vector<Network>& networks, const Address& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const Network& network) { return network.contains(address); });
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto bytes = bytes_of(text.substr(0, slash));
  const std::string message = "\"" + std::string{text} + "\" is no network, expected one like 10.0.0.0/8 or fd00::/8";
  if (!bytes) return Error{message};
  const int whole = is_mapped(*bytes) ? 32 : 128;
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

bool Network::contains(const AddressBytes& address) const {
  for (int bit = 0; bit < bits_; bit += 8) {
    const auto i = static_cast<std::size_t>(bit / 8);
    const int rest = bits_ - bit;
    const int mask = rest >= 8 ? 0xff : (0xff << (8 - rest)) & 0xff;
    if ((address[i] ^ bytes_[i]) & mask) return false;
  }
  return true;
}

bool Network::contains(std::string_view address) const {
  const auto bytes = bytes_of(address);
  return bytes && contains(*bytes);
}

namespace {

// Some proxies write the client's port behind its address: "192.0.2.7:4711", "[2001:db8::1]:443".
std::string_view without_port(std::string_view entry) {
  if (entry.starts_with('[')) {
    const std::size_t end = entry.find(']');
    return end == std::string_view::npos ? entry : entry.substr(1, end - 1);
  }
  const std::size_t colon = entry.find(':');
  return colon == entry.rfind(':') ? entry.substr(0, colon) : entry;
}

}  // namespace

std::string client_address(const Request& request, const std::vector<Network>& proxies) {
  const auto is_proxy = [&](const std::optional<AddressBytes>& address) {
    return address && is_in_one_of(proxies, *address);
  };
  std::string_view client = request.peer;
  std::optional<AddressBytes> bytes = proxies.empty() ? std::nullopt : bytes_of(client);
  std::string_view forwarded = request.header("x-forwarded-for");
  // From the right: what stands further left was written by someone whom nobody vouches for.
  while (!forwarded.empty() && is_proxy(bytes)) {
    const std::size_t comma = forwarded.rfind(',');
    const std::string_view last =
        without_port(trimmed(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1)));
    forwarded = comma == std::string_view::npos ? std::string_view{} : forwarded.substr(0, comma);
    bytes = bytes_of(last);
    if (!bytes) break;
    client = last;
  }
  return std::string{client};
}

std::vector<Network> private_networks() {
  std::vector<Network> networks;
  for (const char* text : {"127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"}) {
    networks.push_back(*Network::parse(text));
  }
  return networks;
}

bool comes_from(const std::vector<Network>& networks, const Request& request, const std::vector<Network>& proxies) {
  const std::string client = client_address(request, proxies);
  const bool passed_on = !request.header("x-forwarded-for").empty() || !request.header("forwarded").empty();
  if (passed_on && client == request.peer) return false;
  return is_in_one_of(networks, client);
}

std::string address_prefix(std::string_view address) {
  auto bytes = bytes_of(address);
  // A dotted quad has one form only.
  if (!bytes || address.find(':') == std::string_view::npos) return std::string{address};
  if (is_mapped(*bytes)) return text_of_address(*bytes);
  std::fill(bytes->begin() + 8, bytes->end(), static_cast<unsigned char>(0));
  return text_of_address(*bytes) + "/64";
}

}  // namespace ringback::relay
