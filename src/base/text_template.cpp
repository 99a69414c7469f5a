#include "base/text_template.hpp"

#include "base/bidi.hpp"

#include "base/name.hpp"

namespace ringback {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}", kSecretPrefix = "secret.";

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<TextTemplate> TextTemplate::parse(std::string_view text) {
  TextTemplate result;
  while (!text.empty()) {
    const std::size_t open = text.find(kOpen);
    if (open != 0) {
      const std::string_view literal = text.substr(0, open);
      result.segments_.push_back({TemplateSegment::Kind::literal, std::string{literal}});
      text.remove_prefix(literal.size());
      continue;
    }
    const std::size_t close = text.find(kClose, kOpen.size());
    if (close == std::string_view::npos) return Error{"\"{{\" without \"}}\""};
    const std::string_view placeholder = text.substr(0, close + kClose.size());
    std::string_view name = trim(text.substr(kOpen.size(), close - kOpen.size()));
    TemplateSegment segment{TemplateSegment::Kind::attribute, {}};
    if (name.substr(0, kSecretPrefix.size()) == kSecretPrefix) {
      segment.kind = TemplateSegment::Kind::secret;
      name.remove_prefix(kSecretPrefix.size());
    }
    if (!is_name(name)) {
      constexpr std::size_t kShown = 2 * kMaximumNameLength;
      return Error{"broken placeholder " + std::string{placeholder.substr(0, kShown)} +
                   ", expected {{attribute}} or {{secret.NAME}}"};
    }
    segment.text = name;
    result.segments_.push_back(std::move(segment));
    text.remove_prefix(placeholder.size());
  }
  return result;
}

TextTemplate TextTemplate::literal(std::string_view text) {
  TextTemplate result;
  if (!text.empty()) result.segments_.push_back({TemplateSegment::Kind::literal, std::string{text}});
  return result;
}

bool TextTemplate::has_secret() const {
  for (const TemplateSegment& segment : segments_) {
    if (segment.kind == TemplateSegment::Kind::secret) return true;
  }
  return false;
}

const TemplateSegment* TextTemplate::only_placeholder() const {
  if (segments_.size() != 1 || segments_.front().kind == TemplateSegment::Kind::literal) return nullptr;
  return &segments_.front();
}

std::string TextTemplate::render_for_display(const Attributes& attributes) const {
  bool right_to_left = false;
  for (const TemplateSegment& segment : segments_) {
    right_to_left =
        right_to_left || (segment.kind == TemplateSegment::Kind::literal && has_right_to_left(segment.text));
  }
  std::string text;
  for (const TemplateSegment& segment : segments_) {
    if (segment.kind == TemplateSegment::Kind::literal) text += segment.text;
    if (segment.kind != TemplateSegment::Kind::attribute) continue;
    const std::string value = attributes.display_text(segment.text);
    const bool apart = segments_.size() > 1 && (right_to_left || has_right_to_left(value));
    text += apart ? isolated(value) : value;
  }
  return text;
}

Result<std::string> TextTemplate::render_for_request(const Attributes& attributes, const Secrets& secrets,
                                                     Encode encode) const {
  std::string text;
  for (const TemplateSegment& segment : segments_) {
    switch (segment.kind) {
      case TemplateSegment::Kind::literal: text += segment.text; break;
      case TemplateSegment::Kind::attribute:
        if (const Json* value = attributes.find(segment.text)) text += encode(text_of(*value));
        break;
      case TemplateSegment::Kind::secret: {
        const auto secret = secrets.find(segment.text);
        if (secret == secrets.end()) return missing_secret(segment.text);
        text += encode(secret->second.reveal());
        break;
      }
    }
  }
  return text;
}

Error missing_secret(std::string_view name) { return Error{"the secret " + std::string{name} + " isn't set"}; }

}  // namespace ringback
