#include "native/plural.hpp"

#include <array>

namespace ringback::native {
namespace {

std::string one_other(int n) { return n == 1 ? "one" : "other"; }
std::string only_other(int) { return "other"; }
std::string zero_is_one(int n) { return n == 0 || n == 1 ? "one" : "other"; }

std::string east_slavic(int n) {
  const int last = n % 10, last_two = n % 100;
  if (last == 1 && last_two != 11) return "one";
  return last >= 2 && last <= 4 && (last_two < 12 || last_two > 14) ? "few" : "many";
}

std::string polish(int n) {
  const int last = n % 10, last_two = n % 100;
  if (n == 1) return "one";
  return last >= 2 && last <= 4 && (last_two < 12 || last_two > 14) ? "few" : "many";
}

std::string czech(int n) { return n == 1 ? "one" : n >= 2 && n <= 4 ? "few" : "other"; }

std::string arabic(int n) {
  const int last_two = n % 100;
  if (n == 0) return "zero";
  if (n == 1) return "one";
  if (n == 2) return "two";
  if (last_two >= 3 && last_two <= 10) return "few";
  return last_two >= 11 ? "many" : "other";
}

std::string hebrew(int n) { return n == 1 ? "one" : n == 2 ? "two" : "other"; }

struct Rule {
  std::string_view language;
  PluralCategory category;
};
constexpr std::array<Rule, 17> kRules{{{"ja", only_other},
                                       {"zh", only_other},
                                       {"ko", only_other},
                                       {"th", only_other},
                                       {"vi", only_other},
                                       {"id", only_other},
                                       {"fr", zero_is_one},
                                       {"pt", zero_is_one},
                                       {"hi", zero_is_one},
                                       {"fa", zero_is_one},
                                       {"ru", east_slavic},
                                       {"uk", east_slavic},
                                       {"pl", polish},
                                       {"cs", czech},
                                       {"sk", czech},
                                       {"ar", arabic},
                                       {"he", hebrew}}};

}  // namespace

PluralCategory plural_category_of(std::string_view locale) {
  const std::string_view language = locale.substr(0, locale.find_first_of("-_"));
  for (const Rule& rule : kRules) {
    if (rule.language == language) return rule.category;
  }
  return one_other;
}

}  // namespace ringback::native
