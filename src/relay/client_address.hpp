// Which address a request comes from, and the prefix for which it counts.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "relay/http.hpp"

namespace ringback::relay {

// An address of either kind: IPv4 as mapped into IPv6 (RFC 4291 section 2.5.5.2).
using AddressBytes = std::array<unsigned char, 16>;

// A network in CIDR form (RFC 4632): "10.0.0.0/8", "fd00::/8", or one address.
class Network {
 public:
  static Result<Network> parse(std::string_view text);
  bool contains(const AddressBytes& address) const;
  bool contains(std::string_view address) const;

 private:
  AddressBytes bytes_{};
  int bits_ = 0;
};

// The peer, or when that is one of `proxies` the last address in X-Forwarded-For that isn't.
std::string client_address(const Request& request, const std::vector<Network>& proxies);

// Loopback and private networks (RFC 1918, RFC 4193): nobody on the internet has an address of these.
std::vector<Network> private_networks();

// Whether the client is in one of `networks`. Never when a proxy passed the request on that isn't one of `proxies`, or says
// for whom in other words than X-Forwarded-For: from where it comes isn't known then.
bool comes_from(const std::vector<Network>& networks, const Request& request, const std::vector<Network>& proxies);

// "192.0.2.7" of IPv4, "2001:db8:1:2::/64" of IPv6: who has one address of IPv6 has all of that. The text itself when
// it is no address.
std::string address_prefix(std::string_view address);

}  // namespace ringback::relay
