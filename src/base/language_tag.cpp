#include "base/language_tag.hpp"

#include <cstddef>
#include <string>

namespace ringback {
namespace {

// Each more than all before it together.
constexpr int kOtherRegion = 1, kSibling = 1'000, kOtherNorwegian = 10'000, kOtherScript = 100'000;

std::string_view language_of(std::string_view tag) { return tag.substr(0, tag.find('-')); }

// Behind the language: what `fits`, or nothing.
template <class Fits>
std::string_view find_subtag(std::string_view tag, Fits fits) {
  for (std::size_t dash = tag.find('-'); dash != std::string_view::npos; dash = tag.find('-')) {
    tag.remove_prefix(dash + 1);
    const std::string_view subtag = language_of(tag);
    if (fits(subtag)) return subtag;
  }
  return {};
}

bool has_subtag(std::string_view tag, std::string_view wanted) {
  return !find_subtag(tag, [&](std::string_view each) { return equals_ignoring_case(each, wanted); }).empty();
}

// Two letters, or three digits: "419" is Latin America.
std::string_view region_of(std::string_view tag) {
  return find_subtag(tag, [](std::string_view each) {
    return each.size() == 2 || (each.size() == 3 && is_digit(each[0]) && is_digit(each[1]) && is_digit(each[2]));
  });
}

bool is_traditional_chinese(std::string_view tag) {
  if (!equals_ignoring_case(language_of(tag), "zh") || has_subtag(tag, "Hans")) return false;
  for (const char* each : {"Hant", "TW", "HK", "MO"}) {
    if (has_subtag(tag, each)) return true;
  }
  return false;
}

// Bokmål, and "no" for either, which mostly means Bokmål; nynorsk is the farther of them.
std::optional<int> language_distance(std::string_view wanted, std::string_view found) {
  if (equals_ignoring_case(wanted, found)) return 0;
  constexpr const char* kNorwegian[] = {"nb", "no", "nn"};
  int places[] = {-1, -1};
  for (int i = 0; i < 3; ++i) {
    if (equals_ignoring_case(wanted, kNorwegian[i])) places[0] = i;
    if (equals_ignoring_case(found, kNorwegian[i])) places[1] = i;
  }
  if (places[0] < 0 || places[1] < 0) return std::nullopt;
  // From "no", in the middle, nb is as near as one can be.
  const bool to_nynorsk = places[1] == 2;
  const int steps = places[0] < places[1] ? places[1] - places[0] : places[0] - places[1];
  return steps + (to_nynorsk ? 1 : 0);
}

}  // namespace

std::optional<int> tag_distance(std::string_view wanted, std::string_view tag) {
  const std::string_view language = language_of(tag);
  const std::optional<int> steps = language_distance(language_of(wanted), language);
  if (!steps) return std::nullopt;
  const bool other_script = is_traditional_chinese(wanted) != is_traditional_chinese(tag);
  const int distance = *steps * kOtherNorwegian + (other_script ? kOtherScript : 0);
  const std::string in_its_language = std::string{language} + std::string{wanted.substr(language_of(wanted).size())};
  int wider = 0;
  for (std::string_view each = in_its_language; !each.empty(); each = wider_tag(each), ++wider) {
    if (equals_ignoring_case(each, tag)) return distance + wider;
  }
  const bool same_region = equals_ignoring_case(region_of(wanted), region_of(tag));
  return distance + kSibling + (same_region ? 0 : kOtherRegion);
}

}  // namespace ringback
