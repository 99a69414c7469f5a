#include "chat/phrasebook.hpp"

namespace ringback::chat {
namespace {

void add_sentences(const Json& from, std::map<std::string, std::string, std::less<>>& to) {
  const auto* members = from.get_ptr<const Json::object_t*>();
  if (members == nullptr) return;
  for (const auto& [key, value] : *members) {
    const auto* sentence = value.get_ptr<const Json::string_t*>();
    if (sentence != nullptr && !sentence->empty()) to.insert_or_assign(key, *sentence);
  }
}

std::string english_category(int count) { return count == 1 ? "one" : "other"; }

// One pass, so that braces in an argument stay what they are.
std::string fill(std::string_view sentence, std::initializer_list<Phrasebook::Argument> arguments) {
  std::string text;
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('{');
    text += sentence.substr(0, open);
    if (open == std::string_view::npos) break;
    sentence.remove_prefix(open);
    const std::size_t close = sentence.find('}');
    const std::string_view name = close == std::string_view::npos ? std::string_view{} : sentence.substr(1, close - 1);
    const Phrasebook::Argument* found = nullptr;
    for (const Phrasebook::Argument& argument : arguments) {
      if (!name.empty() && argument.first == name) found = &argument;
    }
    text += found == nullptr ? std::string(1, '{') : found->second;
    sentence.remove_prefix(found == nullptr ? 1 : close + 1);
  }
  return text;
}

}  // namespace

Phrasebook::Phrasebook(const Json& english, const Json& translations) {
  add_sentences(english, sentences_);
  add_sentences(translations, sentences_);
}

std::string Phrasebook::say(std::string_view key, std::initializer_list<Argument> arguments) const {
  const auto found = sentences_.find(key);
  return found == sentences_.end() ? std::string(key) : fill(found->second, arguments);
}

std::string Phrasebook::say_count(std::string_view key, int count) const {
  const std::string category = plural_category_ == nullptr ? english_category(count) : plural_category_(count);
  std::string form = std::string(key) + "." + category;
  if (sentences_.find(form) == sentences_.end()) form = std::string(key) + ".other";
  return say(form, {{"count", std::to_string(count)}});
}

}  // namespace ringback::chat
