// "{{attribute}}" and "{{secret.NAME}}" inside a text: parsed once, rendered often.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/attributes.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"

namespace ringback {

struct TemplateSegment {
  enum class Kind { literal, attribute, secret };
  Kind kind = Kind::literal;
  std::string text;  // the literal, the attribute's name, or the secret's NAME
  friend bool operator==(const TemplateSegment&, const TemplateSegment&) = default;
};

// "the secret NAME isn't set"
Error missing_secret(std::string_view name);

class TextTemplate {
 public:
  TextTemplate() = default;
  // Blanks inside the braces are ignored. An error names the broken placeholder. "{{" without "}}" is an error;
  // single braces are literal.
  static Result<TextTemplate> parse(std::string_view text);
  static TextTemplate literal(std::string_view text);

  const std::vector<TemplateSegment>& segments() const { return segments_; }
  bool has_secret() const;
  // The single placeholder when the template is nothing else, so that its value can keep its JSON type.
  const TemplateSegment* only_placeholder() const;

  // For people: attributes by display_text(), a secret renders as nothing. Where right-to-left text is on either side, an
  // inserted value is isolated from it (base/bidi.hpp), or a "+" and the parts of a number would change places.
  std::string render_for_display(const Attributes& attributes) const;

  // For machines: attributes by text_of() (a phone as E.164), secrets revealed; each inserted value passes through
  // `encode` (percent-encoding in a URL, for instance). An error names a missing secret by NAME.
  using Encode = std::string (*)(std::string_view);
  Result<std::string> render_for_request(const Attributes& attributes, const Secrets& secrets, Encode encode) const;

  friend bool operator==(const TextTemplate&, const TextTemplate&) = default;

 private:
  std::vector<TemplateSegment> segments_;
};

}  // namespace ringback
