// Numbers that take an SMS: what tests ask with when it doesn't matter which.
#pragma once

namespace ringback::testing {

inline constexpr const char* kBerlin = "+4915123456789";
inline constexpr const char* kParis = "+33612345678";

}  // namespace ringback::testing
