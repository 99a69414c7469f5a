#include "base/decimal.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "base/ascii.hpp"

namespace ringback {
namespace {

constexpr int kChunkDigits = 9;  // 10^9 is the largest power of ten in 32 bits

// A natural number of any size, in 32-bit words, the lowest first.
class Natural {
 public:
  void multiply_and_add(std::uint32_t factor, std::uint32_t summand) {
    std::uint64_t carry = summand;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) words_.push_back(static_cast<std::uint32_t>(carry));
  }

  // Answers the remainder.
  std::uint32_t divide(std::uint32_t divisor) {
    std::uint64_t remainder = 0;
    for (std::size_t i = words_.size(); i > 0; --i) {
      remainder = (remainder << 32) | words_[i - 1];
      words_[i - 1] = static_cast<std::uint32_t>(remainder / divisor);
      remainder %= divisor;
    }
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
    return static_cast<std::uint32_t>(remainder);
  }

  void shift_left_by_words(std::size_t count) { words_.insert(words_.begin(), count, 0); }

  int bits() const {
    if (words_.empty()) return 0;
    int bits = static_cast<int>(words_.size() - 1) * 32;
    for (std::uint32_t top = words_.back(); top != 0; top >>= 1) ++bits;
    return bits;
  }

  bool bit(int index) const { return (words_[static_cast<std::size_t>(index / 32)] >> (index % 32) & 1) != 0; }

 private:
  std::vector<std::uint32_t> words_;
};

std::uint32_t power_of_ten(int exponent) {
  std::uint32_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// number · 2^exponent, and a little more when `inexact`, rounded to the nearest double.
double rounded(const Natural& number, int exponent, bool inexact) {
  constexpr int kMantissaBits = 53, kLeastExponent = -1074;
  const int bits = number.bits();
  // The weight of the last bit that the result has.
  const int last = std::max(bits + exponent - kMantissaBits, kLeastExponent);
  const int dropped = last - exponent;
  std::uint64_t mantissa = 0;
  for (int i = bits; i > std::max(dropped, 0); --i) mantissa = mantissa << 1 | (number.bit(i - 1) ? 1 : 0);
  if (dropped <= 0) return std::ldexp(static_cast<double>(mantissa), exponent);
  const bool half = dropped <= bits && number.bit(dropped - 1);
  bool more = inexact;
  for (int i = std::min(dropped - 1, bits); i > 0 && !more; --i) more = number.bit(i - 1);
  if (half && (more || (mantissa & 1) != 0)) ++mantissa;
  return std::ldexp(static_cast<double>(mantissa), last);
}

}  // namespace

std::optional<double> parse_decimal(std::string_view text) {
  // No two doubles differ only behind so many digits: there, it matters only whether anything follows.
  constexpr int kSignificantDigits = 770;
  constexpr int kLargestExponent = 310, kLeastExponent = -1'200;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);

  Natural number;
  int digits = 0, exponent = 0;
  bool fraction = false, inexact = false;
  std::size_t at = 0;
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.') {
      fraction = true;
      continue;
    }
    const auto digit = static_cast<std::uint32_t>(text[at] - '0');
    const bool counts = digits > 0 || digit != 0;
    if (digits < kSignificantDigits) {
      number.multiply_and_add(10, digit);
      digits += counts ? 1 : 0;
      exponent -= fraction ? 1 : 0;
    } else {
      inexact = inexact || digit != 0;
      exponent += fraction ? 0 : 1;
    }
  }
  if (at < text.size()) {
    ++at;  // e
    const bool smaller = text[at] == '-';
    if (!is_digit(text[at])) ++at;
    int stated = 0;
    for (; at < text.size(); ++at) stated = std::min(stated * 10 + (text[at] - '0'), 1'000'000);
    exponent += smaller ? -stated : stated;
  }

  if (digits == 0 || exponent + digits < kLeastExponent + kSignificantDigits) return negative ? -0.0 : 0.0;
  if (exponent + digits > kLargestExponent) return std::nullopt;
  int shift = 0;
  if (exponent < 0) {
    // Room for 64 bits of the quotient: 10^n has less than 4n bits.
    const int words = (-exponent * 4 + 64) / 32 + 1;
    number.shift_left_by_words(static_cast<std::size_t>(words));
    shift = -words * 32;
    for (; exponent < 0; exponent += kChunkDigits) {
      inexact = number.divide(power_of_ten(std::min(-exponent, kChunkDigits))) != 0 || inexact;
    }
  } else {
    for (; exponent > 0; exponent -= kChunkDigits) {
      number.multiply_and_add(power_of_ten(std::min(exponent, kChunkDigits)), 0);
    }
  }
  const double value = rounded(number, shift, inexact);
  if (std::isinf(value)) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace ringback
