#include "relay/random.hpp"

#include <openssl/rand.h>

#include <cstdlib>
#include <limits>

#include "base/hex.hpp"

namespace ringback::relay {

std::uint32_t random_below(std::uint32_t below) {
  // Values beyond the last whole multiple are drawn again, or the small ones would come more often.
  const std::uint32_t limit = std::numeric_limits<std::uint32_t>::max() / below * below;
  for (;;) {
    std::uint32_t value = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) != 1) std::abort();
    if (value < limit) return value % below;
  }
}

std::string random_hex(std::size_t bytes) {
  std::string drawn(bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(drawn.data()), static_cast<int>(bytes)) != 1) std::abort();
  return hex_of(drawn);
}

std::string random_code(std::size_t digits) {
  std::string code;
  for (std::size_t i = 0; i < digits; ++i) code += static_cast<char>('0' + random_below(10));
  return code;
}

}  // namespace ringback::relay
