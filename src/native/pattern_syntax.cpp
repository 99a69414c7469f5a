#include "native/pattern_syntax.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ringback::native {
namespace {

using Ranges = std::vector<std::pair<wchar_t, wchar_t>>;  // in ascending order

constexpr wchar_t kLast = 0x10FFFF;
constexpr std::wstring_view kSyntax = L"^$\\.*+?()[]{}|/";  // what an escape makes a character of

const Ranges kDigits{{L'0', L'9'}};
const Ranges kWord{{L'0', L'9'}, {L'A', L'Z'}, {L'_', L'_'}, {L'a', L'z'}};
const Ranges kLineEnds{{L'\n', L'\n'}, {L'\r', L'\r'}, {0x2028, 0x2029}};
const Ranges kBlanks{{L'\t', L'\r'},   {L' ', L' '},     {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
                     {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};

Ranges all_but(const Ranges& ranges) {
  Ranges others;
  wchar_t from = 1;
  for (const auto& [first, last] : ranges) {
    if (from < first) others.emplace_back(from, first - 1);
    from = last + 1;
  }
  others.emplace_back(from, kLast);
  return others;
}

std::optional<Ranges> ranges_of(wchar_t letter) {
  switch (letter) {
    case L'd': return kDigits;
    case L'D': return all_but(kDigits);
    case L'w': return kWord;
    case L'W': return all_but(kWord);
    case L's': return kBlanks;
    case L'S': return all_but(kBlanks);
    default: return std::nullopt;
  }
}

std::optional<wchar_t> control(wchar_t letter) {
  switch (letter) {
    case L't': return L'\t';
    case L'n': return L'\n';
    case L'v': return L'\v';
    case L'f': return L'\f';
    case L'r': return L'\r';
    default: return std::nullopt;
  }
}

std::optional<unsigned> hex_value(wchar_t c) {
  if (c >= L'0' && c <= L'9') return static_cast<unsigned>(c - L'0');
  if (c >= L'a' && c <= L'f') return static_cast<unsigned>(c - L'a') + 10;
  if (c >= L'A' && c <= L'F') return static_cast<unsigned>(c - L'A') + 10;
  return std::nullopt;
}

bool is_digit(wchar_t c) { return c >= L'0' && c <= L'9'; }
bool is_leading_surrogate(wchar_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_trailing_surrogate(wchar_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

// For a sentence; what isn't ASCII isn't what a fault is about.
std::string shown(wchar_t c) { return c > L' ' && c < 0x7F ? std::string{static_cast<char>(c)} : "that character"; }

// A character, or a class such as \d.
struct Atom {
  wchar_t character = 0;
  std::optional<Ranges> ranges;
};

class Translator {
 public:
  explicit Translator(std::wstring_view pattern) : rest_{pattern} {}

  TranslatedPattern translate() && {
    while (!rest_.empty() && fault_.empty()) translate_next();
    if (!groups_.empty()) fail("found ( without )");
    return {std::move(made_), std::move(fault_)};
  }

 private:
  enum class Group { plain, lookahead };

  void fail(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }
  wchar_t peek() const { return rest_.empty() ? L'\0' : rest_.front(); }
  wchar_t take() {
    const wchar_t c = peek();
    if (!rest_.empty()) rest_.remove_prefix(1);
    return c;
  }
  bool take(std::wstring_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  void translate_next() {
    const wchar_t c = take();
    switch (c) {
      case L'(': return open_group();
      case L')': return close_group();
      case L'[': return read_bracket();
      case L'{': return read_count();
      case L'*':
      case L'+':
      case L'?': return repeat(std::wstring{c});
      case L'}':
      case L']': return fail("found " + shown(c) + " alone, expected \\" + shown(c));
      case L'^':
      case L'$':
      case L'|': return add_unrepeatable(std::wstring{c});
      case L'.': return add_ranges(all_but(kLineEnds));
      case L'\\': return read_escape();
      default: return add_character(c);
    }
  }

  void add_unrepeatable(std::wstring_view part) {
    made_ += part;
    repeatable_ = false;
  }
  void add_character(wchar_t c) {
    if (kSyntax.find(c) != std::wstring_view::npos) made_ += L'\\';
    c == 0 ? void(made_ += L"\\x00") : made_.push_back(c);
    repeatable_ = true;
  }
  void add_ranges(const Ranges& ranges) {
    made_ += L'[';
    for (const auto& [first, last] : ranges) add_range(first, last);
    made_ += L']';
    repeatable_ = true;
  }
  void add_range(wchar_t first, wchar_t last) {
    const auto add = [this](wchar_t c) {
      if (std::wstring_view{L"\\[]^-"}.find(c) != std::wstring_view::npos) made_ += L'\\';
      c == 0 ? void(made_ += L"\\x00") : made_.push_back(c);
    };
    add(first);
    if (first == last) return;
    made_ += L'-';
    add(last);
  }

  void open_group() {
    Group group = Group::plain;
    if (take(L"?=")) {
      group = Group::lookahead;
      made_ += L"(?=";
    } else if (take(L"?!")) {
      group = Group::lookahead;
      made_ += L"(?!";
    } else if (take(L"?:") || peek() != L'?') {
      made_ += L"(?:";  // nothing refers to a group
    } else if (take(L"?<=") || take(L"?<!")) {
      return fail("only browsers know lookbehind, (?<= and (?<!");
    } else if (take(L"?<")) {
      return fail("only browsers know groups with names, expected ( or (?:");
    } else {
      return fail("found (? with neither of : = ! behind it");
    }
    groups_.push_back(group);
    repeatable_ = false;
  }

  void close_group() {
    if (groups_.empty()) return fail("found ) without (");
    made_ += L')';
    repeatable_ = groups_.back() == Group::plain;
    groups_.pop_back();
  }

  void repeat(const std::wstring& quantifier) {
    if (!repeatable_) return fail("found " + shown(quantifier.front()) + " with nothing before it to repeat");
    made_ += quantifier;
    take(L"?");  // how much is tried first makes no difference to whether the whole text matches
    repeatable_ = false;
  }

  std::wstring take_digits() {
    std::wstring digits;
    while (is_digit(peek())) digits += take();
    return digits;
  }

  void read_count() {
    const std::wstring least = take_digits();
    std::wstring most = least;
    std::wstring quantifier = L"{" + least;
    if (take(L",")) {
      most = take_digits();
      quantifier += L"," + most;
    }
    if (least.empty() || !take(L"}")) return fail("found { without a count such as {2} or {2,4}, expected \\{");
    constexpr std::size_t kMostDigits = 5;
    if (least.size() > kMostDigits || most.size() > kMostDigits) return fail("found a count that is too large");
    if (!most.empty() && std::stoi(most) < std::stoi(least))
      return fail("found a count whose second number is the less");
    repeat(quantifier + L"}");
  }

  void read_escape() {
    for (const wchar_t boundary : {L'b', L'B'}) {
      if (take(std::wstring_view{&boundary, 1})) return add_unrepeatable(std::wstring{L'\\', boundary});
    }
    const Atom atom = read_escaped(Place::outside);
    if (!fault_.empty()) return;
    atom.ranges ? add_ranges(*atom.ranges) : add_character(atom.character);
  }

  enum class Place { outside, in_brackets };

  Atom read_escaped(Place place) {
    if (rest_.empty()) return fail("it ends in \\"), Atom{};
    const wchar_t c = take();
    if (auto ranges = ranges_of(c)) return {0, std::move(ranges)};
    if (const auto character = control(c)) return {*character, {}};
    if (kSyntax.find(c) != std::wstring_view::npos) return {c, {}};
    if (place == Place::in_brackets && c == L'-') return {c, {}};
    if (place == Place::in_brackets && c == L'b') return {L'\b', {}};
    if (c == L'x') return {read_hex(2), {}};
    if (c == L'u') return {read_unicode(), {}};
    refuse_escape(c);
    return {};
  }

  void refuse_escape(wchar_t c) {
    const std::string escape = "\\" + shown(c);
    if (c == L'p' || c == L'P') {
      fail("only browsers know " + escape + ", expected ranges of characters such as A-Za-z\\u00c0-\\u024f");
    } else if (is_digit(c) || c == L'k') {
      fail("found " + escape + ", and what a group has matched can't be asked for again");
    } else if (c == L'-') {
      fail("found \\- outside of brackets, where browsers refuse it, expected - alone");
    } else {
      fail("found \\ before " + shown(c) + ", which browsers refuse there, expected it alone");
    }
  }

  wchar_t read_hex(int digits) {
    unsigned value = 0;
    for (int i = 0; i < digits; ++i) {
      const auto digit = hex_value(take());
      if (!digit) return fail("found \\x or \\u without its hexadecimal digits"), wchar_t{};
      value = value * 16 + *digit;
    }
    return static_cast<wchar_t>(value);
  }

  wchar_t read_unicode() {
    if (take(L"{")) {
      unsigned value = 0;
      do {
        const auto digit = hex_value(take());
        if (!digit) return fail("found \\u{ without hexadecimal digits and }"), wchar_t{};
        value = value * 16 + *digit;
        if (value > static_cast<unsigned>(kLast))
          return fail("found \\u{…} beyond the last character, 10ffff"), wchar_t{};
      } while (!take(L"}"));
      return whole_character(static_cast<wchar_t>(value));
    }
    const wchar_t unit = read_hex(4);
    if (!is_leading_surrogate(unit) || !take(L"\\u")) return whole_character(unit);
    const wchar_t trailing = read_hex(4);
    if (!is_trailing_surrogate(trailing)) return whole_character(unit);
    return 0x10000 + ((unit - 0xD800) << 10) + (trailing - 0xDC00);
  }

  wchar_t whole_character(wchar_t c) {
    if (is_leading_surrogate(c) || is_trailing_surrogate(c)) fail("found half a character, a lone \\ud800 to \\udfff");
    return c;
  }

  void read_bracket() {
    made_ += take(L"^") ? L"[^" : L"[";
    if (peek() == L']') return fail("found brackets with nothing in them");
    while (peek() != L']') {
      if (rest_.empty()) return fail("found [ without ]");
      const Atom first = read_member();
      if (!fault_.empty()) return;
      const bool is_range = rest_.size() > 1 && rest_[0] == L'-' && rest_[1] != L']';
      if (!is_range) {
        for (const auto& [from, to] : first.ranges.value_or(Ranges{{first.character, first.character}}))
          add_range(from, to);
        continue;
      }
      take();
      const Atom last = read_member();
      if (!fault_.empty()) return;
      if (first.ranges || last.ranges) return fail("found - beside a class such as \\d, expected \\- or it at the end");
      if (last.character < first.character) return fail("found a range whose last character comes before its first");
      add_range(first.character, last.character);
    }
    take();
    made_ += L']';
    repeatable_ = true;
  }

  Atom read_member() {
    const wchar_t c = take();
    if (c == L'\\') return read_escaped(Place::in_brackets);
    if (c == L'[' && (peek() == L':' || peek() == L'.' || peek() == L'=')) {
      fail("browsers don't know classes such as [:alpha:], expected ranges such as a-z; a [ among others is \\[");
    }
    return {c, {}};
  }

  std::wstring_view rest_;
  std::wstring made_;
  std::string fault_;
  std::vector<Group> groups_;  // that are open
  bool repeatable_ = false;    // what was read last
};

}  // namespace

TranslatedPattern translate_pattern(std::wstring_view pattern) { return Translator{pattern}.translate(); }

}  // namespace ringback::native
