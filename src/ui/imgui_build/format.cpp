// Dear ImGui's formatter, small: %s %.*s %c %d %i %u %x %X %p %f %g %%, with width, zero padding, precision and the length
// modifiers, as printf writes them. Good enough for labels: %g is %f without trailing zeros, and the last digit of a
// fraction may be rounded the other way.

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstring>

#include "imgui.h"
#include "imgui_internal.h"

namespace {

// Counts everything and keeps what fits, as snprintf does.
class Output {
 public:
  Output(char* buffer, size_t size) : buffer_(buffer), size_(size) {}

  void put(char c) {
    if (buffer_ != nullptr && count_ + 1 < size_) buffer_[count_] = c;
    ++count_;
  }

  // `text` to the right of a field of `width`; zeros go between the sign and the digits.
  void put_field(const char* text, size_t length, size_t width, bool zeros, bool left) {
    const size_t padding = width > length ? width - length : 0;
    if (zeros && length > 0 && (*text == '-' || *text == '+')) {
      put(*text++);
      --length;
    }
    if (!left) repeat(zeros ? '0' : ' ', padding);
    for (size_t i = 0; i < length; ++i) put(text[i]);
    if (left) repeat(' ', padding);
  }

  // Ends the text; the return value is ImFormatString's: the whole length for a null buffer, else what was kept.
  int finish() {
    if (buffer_ == nullptr) return static_cast<int>(count_);
    if (size_ == 0) return 0;
    const size_t kept = std::min(count_, size_ - 1);
    buffer_[kept] = 0;
    return static_cast<int>(kept);
  }

 private:
  void repeat(char c, size_t times) {
    while (times-- > 0) put(c);
  }

  char* buffer_;
  size_t size_;
  size_t count_ = 0;
};

constexpr size_t kNumberSize = 64;  // a 64-bit integer part, a point and kMaxPrecision digits
constexpr int kMaxPrecision = 9;    // what fits 64-bit arithmetic

// Writes digits from the end of a buffer of kNumberSize; returns where they start.
char* write_unsigned(char* end, uint64_t value, unsigned base, bool upper) {
  const char* const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  do {
    *--end = digits[value % base];
    value /= base;
  } while (value != 0);
  return end;
}

// Fixed-point text of a finite number below 2^63; larger ones and NaN become "inf" and "nan".
const char* write_double(char* end, double value, int precision, bool trim_zeros) {
  const bool negative = value < 0;
  if (negative) value = -value;
  if (value != value) return "nan";
  if (value >= 9.2e18) return negative ? "-inf" : "inf";
  precision = std::clamp(precision, 0, kMaxPrecision);
  uint64_t scale = 1;
  for (int i = 0; i < precision; ++i) scale *= 10;
  auto whole = static_cast<uint64_t>(value);
  auto fraction = static_cast<uint64_t>((value - static_cast<double>(whole)) * static_cast<double>(scale) + 0.5);
  if (fraction >= scale) {  // rounded up to the next whole number
    ++whole;
    fraction -= scale;
  }
  bool wrote_fraction = false;
  for (int i = 0; i < precision; ++i, fraction /= 10) {
    const auto digit = static_cast<char>('0' + fraction % 10);
    if (trim_zeros && !wrote_fraction && digit == '0') continue;
    wrote_fraction = true;
    *--end = digit;
  }
  if (wrote_fraction) *--end = '.';
  end = write_unsigned(end, whole, 10, false);
  if (negative) *--end = '-';
  return end;
}

enum class Length { Int, Long, LongLong, Size };

int64_t take_signed(va_list& args, Length length) {
  switch (length) {
    case Length::Long: return va_arg(args, long);
    case Length::LongLong: return va_arg(args, long long);
    case Length::Size: return va_arg(args, ptrdiff_t);
    case Length::Int: break;
  }
  return va_arg(args, int);
}

uint64_t take_unsigned(va_list& args, Length length) {
  switch (length) {
    case Length::Long: return va_arg(args, unsigned long);
    case Length::LongLong: return va_arg(args, unsigned long long);
    case Length::Size: return va_arg(args, size_t);
    case Length::Int: break;
  }
  return va_arg(args, unsigned);
}

// A width or precision: digits, or * for an argument.
int take_count(const char*& format, va_list& args) {
  if (*format == '*') {
    ++format;
    return va_arg(args, int);
  }
  int count = 0;
  while (*format >= '0' && *format <= '9') count = count * 10 + (*format++ - '0');
  return count;
}

void format_all(Output& out, const char* format, va_list& args) {
  while (*format != 0) {
    if (*format != '%') {
      out.put(*format++);
      continue;
    }
    ++format;
    bool zeros = false;
    bool left = false;
    for (;; ++format) {
      if (*format == '0')
        zeros = true;
      else if (*format == '-')
        left = true;
      else if (*format != '+' && *format != ' ' && *format != '#')
        break;
    }
    const auto width = static_cast<size_t>(std::max(0, take_count(format, args)));
    int precision = -1;
    if (*format == '.') precision = take_count(++format, args);
    Length length = Length::Int;
    for (;; ++format) {
      if (*format == 'l')
        length = length == Length::Long ? Length::LongLong : Length::Long;
      else if (*format == 'z' || *format == 't')
        length = Length::Size;
      else if (*format != 'h')
        break;
    }

    char number[kNumberSize];
    char* const end = number + kNumberSize;
    const char* text = end;
    const char conversion = *format;
    if (conversion == 0) return;
    ++format;
    switch (conversion) {
      case 's': {
        text = va_arg(args, const char*);
        if (text == nullptr) text = "(null)";
        size_t size = 0;
        while ((precision < 0 || size < static_cast<size_t>(precision)) && text[size] != 0) ++size;
        out.put_field(text, size, width, false, left);
        continue;
      }
      case 'c': {
        const auto c = static_cast<char>(va_arg(args, int));
        out.put_field(&c, 1, width, false, left);
        continue;
      }
      case 'd':
      case 'i': {
        const int64_t value = take_signed(args, length);
        const auto magnitude = value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
        char* start = write_unsigned(end, magnitude, 10, false);
        if (value < 0) *--start = '-';
        text = start;
        break;
      }
      case 'u': text = write_unsigned(end, take_unsigned(args, length), 10, false); break;
      case 'x':
      case 'X': text = write_unsigned(end, take_unsigned(args, length), 16, conversion == 'X'); break;
      case 'p': text = write_unsigned(end, reinterpret_cast<uintptr_t>(va_arg(args, void*)), 16, false); break;
      case 'f':
      case 'g':
        text = write_double(end, va_arg(args, double), precision < 0 ? 6 : precision, conversion == 'g');
        if (text < number || text > end) {  // "inf", "nan"
          out.put_field(text, std::strlen(text), width, false, left);
          continue;
        }
        break;
      default: out.put(conversion); continue;  // %% and what we don't know
    }
    out.put_field(text, static_cast<size_t>(end - text), width, zeros && !left, left);
  }
}

}  // namespace

int ImFormatStringV(char* buf, size_t buf_size, const char* fmt, va_list args) {
  Output out(buf, buf_size);
  va_list copy;
  va_copy(copy, args);  // a reference to a va_list parameter isn't portable, one to a local is
  format_all(out, fmt, copy);
  va_end(copy);
  return out.finish();
}

int ImFormatString(char* buf, size_t buf_size, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int length = ImFormatStringV(buf, buf_size, fmt, args);
  va_end(args);
  return length;
}
