// Randomness that nobody can guess: the operating system's generator (getentropy), which keeps no state in this process.
#pragma once

#include <cstdint>
#include <string>

namespace ringback::relay {

// Uniform in [0, below). Precondition: below > 0. Ends the process when there is no randomness: nothing could be trusted.
std::uint32_t random_below(std::uint32_t below);

// `bytes` random bytes in hexadecimal.
std::string random_hex(std::size_t bytes);

// `digits` decimal digits, leading zeros included.
std::string random_code(std::size_t digits);

}  // namespace ringback::relay
