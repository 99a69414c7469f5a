// The composer's part of the layout: one function a kind of composer, each adding rows from top to bottom.

#include <algorithm>
#include <cmath>
#include <utility>

#include "chat/chat.hpp"
#include "ui/layout.hpp"
#include "ui/layout_measures.hpp"

namespace ringback::ui {

using namespace measures;

namespace {

class ComposerBuilder {
 public:
  ComposerBuilder(const LayoutInput& input, TextSetter& text) : input_{input}, text_{text} {
    placed_.box = {0, 0, input.width, 0};
    placed_.invalid = composer().invalid;
  }

  PlacedComposer build() {
    using Kind = chat::Composer::Kind;
    const Kind kind = composer().kind;
    if (kind == Kind::none) {
      add_outcome();
      return finish();
    }
    if (!composer().consent.empty()) add_consent();
    switch (kind) {
      case Kind::phone: add_phone(); break;
      case Kind::code: add_code(); break;
      case Kind::text:
      case Kind::email:
      case Kind::number: add_line_input(); break;
      case Kind::choice: add_choices(); break;
      case Kind::retry:
        add_alert();
        add_primary("retry", say("try_again"));
        add_links();  // perhaps it was the number
        break;
      case Kind::restart:
        add_outcome();
        add_primary("restart", say("start_over"));
        break;
      case Kind::none: break;
    }
    return finish();
  }

 private:
  const chat::Composer& composer() const { return input_.conversation.composer; }
  std::string say(std::string_view key) const { return input_.phrases.say(key); }
  float inner_width() const { return input_.width - 2 * kMargin; }

  void gap() {
    if (y_ > kComposerPaddingTop) y_ += kComposerGap;
  }

  PlacedText text_at(float x, float y, float width, std::string text, TextStyle style, Color ink, Align align) {
    PlacedText placed;
    placed.block = text_.set(text, style, ink, width);
    // As wide as its lines: elements of this width break where they do.
    placed.box = {x, y, placed.block.width, placed.block.height()};
    if (align == Align::center) placed.box.x = x + std::round((width - placed.block.width) / 2);
    placed.text = std::move(text);
    placed.style = style;
    placed.ink = ink;
    placed.align = align;
    return placed;
  }

  void add_consent() {
    placed_.consent =
        text_at(kMargin, y_, inner_width(), composer().consent, TextStyle::small, input_.palette.quiet, Align::start);
    y_ = placed_.consent->box.bottom();
  }

  void add_alert() {
    if (composer().alert.empty()) return;
    gap();
    placed_.alert =
        text_at(kMargin, y_, inner_width(), composer().alert, TextStyle::small, input_.palette.danger, Align::start);
    y_ = placed_.alert->box.bottom();
  }

  void add_outcome() {
    const auto outcome = input_.conversation.outcome;
    if (!outcome) return;
    const bool verified = *outcome == flow::EndOutcome::verified;
    const char* key = verified                                ? "outcome.verified"
                      : *outcome == flow::EndOutcome::blocked ? "outcome.blocked"
                                                              : "outcome.failed";
    gap();
    if (verified) return add_pill(say(key));
    placed_.outcome =
        text_at(kMargin, y_, inner_width(), say(key), TextStyle::button, input_.palette.quiet, Align::center);
    y_ = placed_.outcome->box.bottom();
  }

  // The badge stands at the start of the words, and both together in the middle.
  void add_pill(std::string words) {
    constexpr float before = kBadgeInset + kBadgeSize + kBadgeGap;
    constexpr float around = before + kPillPaddingEnd;
    PlacedText text = text_at(kMargin, y_, inner_width() - around, std::move(words), TextStyle::button,
                              input_.palette.success, Align::center);
    const float width = text.box.width + around;
    const float height = std::max(kPillHeight, text.box.height + 2 * kBadgeInset);
    placed_.pill = Box{kMargin + std::round((inner_width() - width) / 2), y_, width, height};
    text.box.x = placed_.pill->x + before;
    text.box.y = y_ + std::round((height - text.box.height) / 2);
    placed_.outcome = std::move(text);
    y_ = placed_.pill->bottom();
  }

  void add_field() {
    gap();
    placed_.field = Box{kMargin, y_, inner_width(), kFieldHeight};
    y_ += kFieldHeight;
  }

  PlacedButton button(std::string id, std::string name, ButtonLook look, Box box) {
    PlacedButton made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.look = look;
    made.box = box;
    return made;
  }

  void label(PlacedButton& made, Color ink) {
    PlacedText text = text_at(made.box.x, 0, made.box.width, made.name, TextStyle::button, ink, Align::center);
    text.box.y = made.box.y + std::round((made.box.height - text.box.height) / 2);
    made.label = std::move(text);
  }

  // For a button made around lines that are set already: set again in another width they might break elsewhere.
  static PlacedText label_of(const PlacedButton& made, const TextBlock& block, Color ink, float padding) {
    PlacedText text;
    text.text = made.name;
    text.style = TextStyle::button;
    text.ink = ink;
    text.block = block;
    text.box = {made.box.x + padding, made.box.y + std::round((made.box.height - block.height()) / 2), block.width,
                block.height()};
    return text;
  }

  void add_primary(std::string id, std::string name) {
    gap();
    PlacedButton made =
        button(std::move(id), std::move(name), ButtonLook::primary, {kMargin, y_, inner_width(), kButtonHeight});
    label(made, input_.palette.accent_ink);
    // A long label in some language makes the button taller rather than being cut off.
    const float needed = made.label->block.height() + 2 * kComposerGap;
    if (needed > made.box.height) {
      made.box.height = needed;
      made.label->box.y = made.box.y + kComposerGap;
    }
    y_ = made.box.bottom();
    placed_.buttons.push_back(std::move(made));
  }

  void add_phone() {
    placed_.label = say("phone_number");
    add_field();
    Box& field = *placed_.field;
    // In large text on a small screen the number keeps half of the row.
    const float scaled = std::round(kCountryWidth * std::max(input_.appearance.text_scale, 1.0f));
    const float country = std::min(scaled, std::floor(field.width / 2));
    placed_.buttons.push_back(button("country", "", ButtonLook::country, {field.x, field.y, country, field.height}));
    field.x += country;
    field.width -= country;
    add_alert();
    add_primary("submit", say("send_code"));
  }

  void add_code() {
    placed_.label = say("verification_code");
    gap();
    const auto count = static_cast<float>(std::max<std::size_t>(composer().code_length, 1));
    const float width = std::min(std::floor((inner_width() - (count - 1) * kCodeBoxGap) / count), kCodeBoxMaximumWidth);
    const float row = count * width + (count - 1) * kCodeBoxGap;
    const float left = std::floor((input_.width - row) / 2);
    for (std::size_t i = 0; i < composer().code_length; ++i) {
      placed_.code_boxes.push_back({left + static_cast<float>(i) * (width + kCodeBoxGap), y_, width, kCodeBoxHeight});
    }
    placed_.field = Box{left, y_, row, kCodeBoxHeight};
    y_ += kCodeBoxHeight;
    add_alert();
    add_primary("submit", say("verify"));
    add_links();
  }

  // "Resend code" and "Change number" share a row where they fit.
  void add_links() {
    std::vector<PlacedButton> links;
    if (composer().can_resend) {
      const int seconds = chat::Chat::seconds_until(composer().resend_at, input_.now);
      const std::string name =
          seconds > 0 ? input_.phrases.say("resend_in", {{"time", clock_text(seconds)}}) : say("resend_code");
      links.push_back(button("resend", name, ButtonLook::link, {}));
      links.back().disabled = seconds > 0;
    }
    if (composer().can_change_number) links.push_back(button("change", say("change_number"), ButtonLook::link, {}));
    if (links.empty()) return;

    y_ += kComposerGap / 2;
    float x = kMargin;
    float row_height = 0;
    for (PlacedButton& link : links) {
      const Color ink = link.disabled ? input_.palette.quiet : input_.palette.accent_text;
      const TextBlock block = text_.set(link.name, TextStyle::button, ink, inner_width());
      const float width = block.width + 2 * kLinkPadding;
      if (x > kMargin && x + width > input_.width - kMargin + kLinkPadding) {
        x = kMargin;
        y_ += std::exchange(row_height, 0);
      }
      const bool last_in_row = &link == &links.back() && x > kMargin;
      // What is read begins and ends at the margins; what is pressed reaches beyond them.
      const float left = last_in_row ? input_.width - kMargin + kLinkPadding - width : x - kLinkPadding;
      link.box = {left, y_, width, std::max(kLinkHeight, block.height())};
      link.label = label_of(link, block, ink, kLinkPadding);
      row_height = std::max(row_height, link.box.height);
      x = left + width;
    }
    y_ += row_height - kComposerGap / 2;
    for (PlacedButton& link : links) placed_.buttons.push_back(std::move(link));
  }

  static std::string clock_text(int seconds) {
    const int rest = seconds % 60;
    return std::to_string(seconds / 60) + (rest < 10 ? ":0" : ":") + std::to_string(rest);
  }

  void add_line_input() {
    placed_.label = composer().prompt;
    add_field();
    Box& field = *placed_.field;
    field.width -= kTargetSize + kChipGap;
    placed_.buttons.push_back(
        button("submit", say("send"), ButtonLook::icon_send,
               {field.right() + kChipGap, field.y + (field.height - kTargetSize) / 2, kTargetSize, kTargetSize}));
    add_alert();
  }

  void add_choices() {
    gap();
    const Color ink = input_.palette.accent_text;
    float x = kMargin;
    float row_height = 0;
    for (std::size_t i = 0; i < composer().choices.size(); ++i) {
      PlacedButton chip =
          button("choice:" + std::to_string(i), composer().choices[i], ButtonLook::chip, {0, 0, 0, kChipHeight});
      const TextBlock block = text_.set(chip.name, TextStyle::button, ink, inner_width() - 2 * kChipPadding);
      const float width = std::min(block.width + 2 * kChipPadding, inner_width());
      if (x > kMargin && x + width > input_.width - kMargin) {
        x = kMargin;
        y_ += std::exchange(row_height, 0) + kChipGap;
      }
      chip.box = {x, y_, width, std::max(kChipHeight, block.height() + 2 * kComposerGap)};
      chip.label = label_of(chip, block, ink, kChipPadding);
      chip.label->align = Align::center;
      row_height = std::max(row_height, chip.box.height);
      x += width + kChipGap;
      placed_.buttons.push_back(std::move(chip));
    }
    y_ += row_height;
    add_alert();
  }

  PlacedComposer finish() {
    placed_.box.height = y_ > kComposerPaddingTop ? y_ + kComposerPaddingBottom : 0;
    return std::move(placed_);
  }

  const LayoutInput& input_;
  TextSetter& text_;
  PlacedComposer placed_;
  float y_ = kComposerPaddingTop;
};

}  // namespace

PlacedComposer lay_out_composer(const LayoutInput& input, TextSetter& text) {
  return ComposerBuilder{input, text}.build();
}

}  // namespace ringback::ui
