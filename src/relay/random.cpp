#include "relay/random.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "base/hex.hpp"

namespace ringback::relay {
namespace {

void draw(void* into, std::size_t bytes) {
  constexpr std::size_t kMostAtOnce = 256;  // of getentropy
  auto* next = static_cast<unsigned char*>(into);
  for (std::size_t left = bytes; left > 0;) {
    const std::size_t part = std::min(left, kMostAtOnce);
    if (::getentropy(next, part) != 0) std::abort();
    next += part;
    left -= part;
  }
}

}  // namespace

std::uint32_t random_below(std::uint32_t below) {
  // Values beyond the last whole multiple are drawn again, or the small ones would come more often.
  const std::uint32_t limit = std::numeric_limits<std::uint32_t>::max() / below * below;
  for (;;) {
    std::uint32_t value = 0;
    draw(&value, sizeof value);
    if (value < limit) return value % below;
  }
}

std::string random_hex(std::size_t bytes) {
  std::string drawn(bytes, '\0');
  draw(drawn.data(), bytes);
  return hex_of(drawn);
}

std::string random_code(std::size_t digits) {
  std::string code;
  for (std::size_t i = 0; i < digits; ++i) code += static_cast<char>('0' + random_below(10));
  return code;
}

}  // namespace ringback::relay
