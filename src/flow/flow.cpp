#include "flow/flow.hpp"

#include "base/language_tag.hpp"

namespace ringback::flow {

const TextTemplate& LocalizedText::in(std::string_view locale) const {
  const auto nearest = [this](std::string_view wanted) -> const TextTemplate* {
    const TextTemplate* found = nullptr;
    int least = 0;
    for (const auto& [tag, text] : by_locale) {
      const std::optional<int> distance = tag_distance(wanted, tag);
      if (!distance || (found != nullptr && *distance >= least)) continue;
      found = &text;
      least = *distance;
    }
    return found;
  };
  if (const TextTemplate* text = nearest(locale)) return *text;
  if (const auto plain = by_locale.find(""); plain != by_locale.end()) return plain->second;
  if (const TextTemplate* text = nearest("en")) return *text;
  return by_locale.begin()->second;
}

}  // namespace ringback::flow
