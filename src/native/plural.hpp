// Plural categories of whole numbers by the CLDR's rules, natively. A browser has Intl.PluralRules.
#pragma once

#include <string>
#include <string_view>

namespace ringback::native {

using PluralCategory = std::string (*)(int count);

// For the language of a BCP 47 tag; for one that isn't in the table "one" is 1 and all else "other", as in English.
PluralCategory plural_category_of(std::string_view locale);

}  // namespace ringback::native
