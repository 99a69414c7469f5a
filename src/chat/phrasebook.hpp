// The widget's own sentences in the visitor's language (assets/locales/*.json); the site's are in the flow file.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.hpp"

namespace ringback::chat {

class Phrasebook {
 public:
  // `translations` may be partial or hold nonsense: what isn't a string is taken from `english`.
  Phrasebook(const Json& english, const Json& translations);
  Phrasebook() = default;

  using Argument = std::pair<std::string_view, std::string>;
  // "{name}" in the sentence becomes its argument. An unknown key is its own text, so that it can be seen and mended.
  std::string say(std::string_view key, std::initializer_list<Argument> arguments = {}) const;
  // The plural form by key + "." + category ("attempts_left.one"), falling back on ".other". Categories by the CLDR
  // rules that the edge hands in (Intl.PluralRules in the browser).
  std::string say_count(std::string_view key, int count) const;

  using PluralCategory = std::string (*)(int count);
  void set_plural_category(PluralCategory category) { plural_category_ = category; }

 private:
  std::map<std::string, std::string, std::less<>> sentences_;
  PluralCategory plural_category_ = nullptr;  // null: English rules
};

}  // namespace ringback::chat
