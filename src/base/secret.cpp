#include "base/secret.hpp"

namespace ringback {

bool operator==(const Secret& a, const Secret& b) {
  if (a.value_.size() != b.value_.size()) return false;
  // volatile: the compiler may not leave the loop at the first difference.
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.value_.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a.value_[i] ^ b.value_[i]));
  }
  return difference == 0;
}

}  // namespace ringback
