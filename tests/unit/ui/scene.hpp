// A conversation, and all that decides how it is laid out.
#pragma once

#include <string>
#include <utility>

#include "fixed_width_text.hpp"
#include "ui/layout.hpp"
#include "ui/semantic_tree.hpp"

namespace ringback::ui::testing {

struct Scene {
  chat::Conversation conversation;
  chat::Phrasebook phrases{Json{{"typing", "Typing"},
                                {"send_code", "Send code"},
                                {"verify", "Verify"},
                                {"resend_code", "Resend code"},
                                {"resend_in", "Resend code in {time}"},
                                {"change_number", "Change number"},
                                {"phone_number", "Phone number"},
                                {"send", "Send"},
                                {"try_again", "Try again"},
                                {"start_over", "Start over"},
                                {"outcome.verified", "Verified"},
                                {"close_chat", "Close chat"}},
                           Json::object()};
  Appearance appearance;
  Palette palette = Palette::of(appearance);
  FixedWidthText text;
  float width = 400;
  float height = 640;
  Instant now = instant_from_ms(0);

  LayoutInput input() const { return {conversation, phrases, appearance, palette, width, height, now}; }
  Layout lay_out() { return ui::lay_out(input(), text); }
  Json tree(View view = {0, 500}, const FieldState& field = {}) {
    return semantic_tree(lay_out(), input(), view, field);
  }

  void say(chat::Sender from, std::string message) {
    chat::Message next;
    next.id = static_cast<std::uint32_t>(conversation.transcript.size() + 1);
    next.from = from;
    next.text = std::move(message);
    conversation.transcript.push_back(std::move(next));
  }

  void ask(chat::Composer::Kind kind) { conversation.composer.kind = kind; }
};

}  // namespace ringback::ui::testing
