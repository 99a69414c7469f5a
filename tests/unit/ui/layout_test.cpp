#include "ui/layout.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <utility>

#include "base/utf8.hpp"
#include "scene.hpp"
#include "ui/layout_measures.hpp"

using namespace ringback;
using namespace ringback::ui;
using ringback::ui::testing::FixedWidthText;
using ringback::ui::testing::Scene;

namespace {

const PlacedButton& button(const Layout& layout, std::string_view id) {
  for (const PlacedButton& each : layout.composer.buttons) {
    if (each.id == id) return each;
  }
  FAIL("no button " << id);
  return layout.composer.buttons.front();
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

bool inside(const Box& inner, const Box& outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.right() <= outer.right() && inner.bottom() <= outer.bottom();
}

const chat::Composer::Kind kKinds[] = {chat::Composer::Kind::phone,  chat::Composer::Kind::code,
                                       chat::Composer::Kind::text,   chat::Composer::Kind::email,
                                       chat::Composer::Kind::number, chat::Composer::Kind::choice,
                                       chat::Composer::Kind::retry,  chat::Composer::Kind::restart};

Scene scene_with(chat::Composer::Kind kind) {
  Scene scene;
  scene.ask(kind);
  chat::Composer& composer = scene.conversation.composer;
  composer.prompt = "Your name?";
  composer.code_length = 6;
  composer.can_resend = true;
  composer.can_change_number = true;
  composer.choices = {"By SMS", "Not now", "Something that is rather long, as in German"};
  composer.alert = "This number is too short for Germany. Please check it.";
  composer.consent = "We text you one code. Message and data rates may apply.";
  return scene;
}

}  // namespace

TEST_CASE("the bot speaks on the left, the visitor on the right") {
  Scene scene;
  scene.say(chat::Sender::bot, "Hello");
  scene.say(chat::Sender::visitor, "Hi");
  const Layout layout = scene.lay_out();
  REQUIRE(layout.messages.size() == 2);
  CHECK(layout.messages[0].bubble.x == measures::kMargin);
  CHECK(layout.messages[1].bubble.right() == scene.width - measures::kMargin);
}

TEST_CASE("right to left swaps the sides of everything, and keeps every box in the panel") {
  for (const auto kind : kKinds) {
    Scene scene = scene_with(kind);
    scene.say(chat::Sender::bot, "Hello");
    scene.say(chat::Sender::visitor, "Hi");
    scene.conversation.busy = true;
    const Layout left = scene.lay_out();
    scene.appearance.right_to_left = true;
    const Layout right = scene.lay_out();
    CHECK(right.messages[0].bubble.right() == scene.width - left.messages[0].bubble.x);
    CHECK(right.messages[1].bubble.x == scene.width - left.messages[1].bubble.right());
    CHECK(right.close.box.x == scene.width - left.close.box.right());
    CHECK(right.typing->right() == scene.width - left.typing->x);
    for (std::size_t i = 0; i < left.composer.buttons.size(); ++i) {
      CHECK(right.composer.buttons[i].box.x == scene.width - left.composer.buttons[i].box.right());
    }
    // A code is read left to right everywhere.
    CHECK(right.composer.code_boxes == left.composer.code_boxes);
  }
}

TEST_CASE("a short conversation stands above the composer, a long one fills a taller content") {
  Scene scene;
  scene.ask(chat::Composer::Kind::phone);
  scene.say(chat::Sender::bot, "Hello");
  Layout layout = scene.lay_out();
  CHECK(layout.content_height == layout.scroller.height);
  CHECK(layout.messages[0].bubble.bottom() == layout.content_height - measures::kMargin);
  for (int i = 0; i < 40; ++i) scene.say(chat::Sender::bot, "Another message");
  layout = scene.lay_out();
  CHECK(layout.content_height > layout.scroller.height);
  CHECK(layout.messages[0].bubble.y == measures::kMargin);
}

TEST_CASE("messages of one sender are grouped: closer together, and only the ends know it") {
  Scene scene;
  for (const char* text : {"One", "Two", "Three"}) scene.say(chat::Sender::bot, text);
  scene.say(chat::Sender::visitor, "Four");
  const Layout layout = scene.lay_out();
  CHECK(layout.messages[0].first_of_group);
  CHECK_FALSE(layout.messages[0].last_of_group);
  CHECK_FALSE(layout.messages[1].first_of_group);
  CHECK(layout.messages[2].last_of_group);
  CHECK(layout.messages[1].bubble.y - layout.messages[0].bubble.bottom() == measures::kGapInGroup);
  CHECK(layout.messages[3].bubble.y - layout.messages[2].bubble.bottom() == measures::kGapBetweenGroups);
}

TEST_CASE("a long message wraps inside its bubble, and the bubble leaves room on the other side") {
  Scene scene;
  scene.say(chat::Sender::bot, std::string(400, 'x') + " " + std::string(80, 'y'));
  const Layout layout = scene.lay_out();
  CHECK(layout.messages[0].text.block.lines.size() > 3);
  CHECK(inside(layout.messages[0].text.box, layout.messages[0].bubble));
  CHECK(layout.messages[0].bubble.right() < scene.width - measures::kMargin);
}

TEST_CASE(
    "in no composer do two controls overlap or leave the panel, from 320 to 480 px, also in text twice as large") {
  for (const auto kind : kKinds) {
    for (const float width : {320.0f, 375.0f, 400.0f, 480.0f}) {
      for (const float text_scale : {1.0f, 2.0f}) {
        Scene scene = scene_with(kind);
        scene.width = width;
        scene.height = 1000;
        scene.text.text_scale = text_scale;
        const Layout layout = scene.lay_out();
        INFO("kind " << static_cast<int>(kind) << ", width " << width << ", text scale " << text_scale);
        const auto& buttons = layout.composer.buttons;
        for (std::size_t i = 0; i < buttons.size(); ++i) {
          CHECK(inside(buttons[i].box, layout.composer.box));
          if (buttons[i].label) CHECK(inside(buttons[i].label->box, buttons[i].box));
          // WCAG 2.5.8 asks for 24 by 24.
          CHECK(buttons[i].box.width >= 24);
          CHECK(buttons[i].box.height >= 24);
          for (std::size_t j = i + 1; j < buttons.size(); ++j) CHECK_FALSE(overlap(buttons[i].box, buttons[j].box));
          if (layout.composer.field) CHECK_FALSE(overlap(buttons[i].box, *layout.composer.field));
          if (layout.composer.alert) CHECK_FALSE(overlap(buttons[i].box, layout.composer.alert->box));
        }
        CHECK(layout.composer.box.bottom() == scene.height);
        CHECK(layout.scroller.bottom() == layout.composer.box.y);
      }
    }
  }
}

TEST_CASE("a row of choices begins below the tallest of the row before, and each label is as it was measured") {
  for (const float text_scale : {1.0f, 2.0f}) {
    Scene scene = scene_with(chat::Composer::Kind::choice);
    scene.text.text_scale = text_scale;
    scene.conversation.composer.alert.clear();
    // In the whole width of its chip, the first would have another line's end.
    scene.conversation.composer.choices = {"Something rather long, as German has it so often", "By SMS", "Not now",
                                           "Yet another answer that needs lines of its own", "Later"};
    const Layout layout = scene.lay_out();
    INFO("text scale " << text_scale);
    const auto& chips = layout.composer.buttons;
    REQUIRE(chips.size() == 5);
    CHECK(chips[0].box.height > measures::kChipHeight);
    float row_bottom = 0;
    float bottom = chips[0].box.bottom();
    for (std::size_t i = 1; i < chips.size(); ++i) {
      if (chips[i].box.y != chips[i - 1].box.y) row_bottom = std::exchange(bottom, 0);
      CHECK((row_bottom == 0 || chips[i].box.y == row_bottom + measures::kChipGap));
      bottom = std::max(bottom, chips[i].box.bottom());
    }
    CHECK(layout.composer.box.bottom() == bottom + measures::kComposerPaddingBottom);
    for (const PlacedButton& chip : chips) {
      CHECK(chip.label->box.height == chip.label->block.height());
      CHECK(chip.label->box.x == chip.box.x + measures::kChipPadding);
      CHECK(chip.label->box.right() == chip.box.right() - measures::kChipPadding);
    }
  }
}

TEST_CASE("the header grows with its title, and the conversation begins below it") {
  for (const float text_scale : {1.0f, 2.0f}) {
    Scene scene;
    scene.text.text_scale = text_scale;
    scene.conversation.title = "Verify";
    CHECK(scene.lay_out().header.height == measures::kHeaderHeight);
    scene.conversation.title = "Verify the number of your phone, and then a little more of what you have";
    const Layout layout = scene.lay_out();
    INFO("text scale " << text_scale);
    CHECK(layout.title.block.lines.size() == (text_scale == 1 ? 3 : 4));
    CHECK(layout.header.height == layout.title.block.height() + 2 * measures::kHeaderPadding);
    for (const Box& box : {layout.title.box, layout.icon, layout.close.box}) CHECK(inside(box, layout.header));
    CHECK(layout.scroller.y == layout.header.bottom());
    CHECK(layout.scroller.bottom() == scene.height);
  }
}

TEST_CASE("a title of more than four lines ends with an ellipsis, at whole characters, and is read whole") {
  for (const char* word : {"Confirm ", "\u00fcber", "\u78ba\u8a8d"}) {
    Scene scene;
    for (int i = 0; i < 60; ++i) scene.conversation.title += word;
    const Layout layout = scene.lay_out();
    INFO(word);
    REQUIRE(layout.title.block.lines.size() == 4);
    CHECK(layout.title.text == scene.conversation.title);
    std::string drawn;
    for (const TextLine& line : layout.title.block.lines) drawn += scene.text.written[line.glyph];
    const std::string ellipsis = "\u2026";
    REQUIRE(drawn.size() > ellipsis.size());
    const std::size_t kept = drawn.size() - ellipsis.size();
    CHECK(drawn.substr(kept) == ellipsis);
    CHECK(drawn[kept - 1] != ' ');
    for (std::size_t i = 0; i < kept; i += std::max<std::size_t>(utf8_length(drawn.substr(i, kept - i)), 1)) {
      CHECK(utf8_length(drawn.substr(i, kept - i)) > 0);
    }
  }
}

TEST_CASE("in large text the country has more room, and leaves half of the row to the number") {
  Scene scene = scene_with(chat::Composer::Kind::phone);
  CHECK(button(scene.lay_out(), "country").box.width == measures::kCountryWidth);
  scene.appearance.text_scale = 1.5f;
  CHECK(button(scene.lay_out(), "country").box.width == 1.5f * measures::kCountryWidth);
  scene.width = 320;
  scene.appearance.text_scale = 3;
  const Layout layout = scene.lay_out();
  CHECK(button(layout, "country").box.width == layout.composer.field->width);
  CHECK(button(layout, "country").box.right() == layout.composer.field->x);
}

TEST_CASE("a code of any length has its boxes side by side within the field") {
  for (const std::size_t length : {4u, 6u, 8u, 10u}) {
    Scene scene = scene_with(chat::Composer::Kind::code);
    scene.width = 320;
    scene.conversation.composer.code_length = length;
    const Layout layout = scene.lay_out();
    REQUIRE(layout.composer.code_boxes.size() == length);
    CHECK(layout.composer.code_boxes.front().x == layout.composer.field->x);
    CHECK(layout.composer.code_boxes.back().right() == layout.composer.field->right());
    for (std::size_t i = 1; i < length; ++i) {
      CHECK(layout.composer.code_boxes[i].x > layout.composer.code_boxes[i - 1].right());
    }
  }
}

TEST_CASE("resend counts down in its own words and is disabled until then") {
  Scene scene = scene_with(chat::Composer::Kind::code);
  scene.conversation.composer.resend_at = instant_from_ms(65'000);
  CHECK(button(scene.lay_out(), "resend").name == "Resend code in 1:05");
  CHECK(button(scene.lay_out(), "resend").disabled);
  scene.now = instant_from_ms(64'001);
  CHECK(button(scene.lay_out(), "resend").name == "Resend code in 0:01");
  scene.now = instant_from_ms(65'000);
  CHECK(button(scene.lay_out(), "resend").name == "Resend code");
  CHECK_FALSE(button(scene.lay_out(), "resend").disabled);
}

TEST_CASE("a send that failed can be tried again, or another number entered") {
  Scene scene = scene_with(chat::Composer::Kind::retry);
  scene.conversation.composer.can_resend = false;
  CHECK(button(scene.lay_out(), "retry").name == "Try again");
  CHECK(button(scene.lay_out(), "change").name == "Change number");
  scene.conversation.composer.can_change_number = false;
  CHECK(scene.lay_out().composer.buttons.size() == 1);
}

TEST_CASE("the composer is gone when there is nothing to enter, and says the outcome at the end") {
  Scene scene;
  CHECK(scene.lay_out().composer.box.height == 0);
  scene.conversation.outcome = flow::EndOutcome::verified;
  const Layout layout = scene.lay_out();
  REQUIRE(layout.composer.outcome);
  CHECK(layout.composer.outcome->text == "Verified");
  CHECK(layout.composer.box.height > 0);
}

TEST_CASE("verified is a pill in the middle, its word behind the badge's place; other outcomes have none") {
  Scene scene;
  scene.conversation.outcome = flow::EndOutcome::verified;
  for (const bool right_to_left : {false, true}) {
    scene.appearance.right_to_left = right_to_left;
    const PlacedComposer composer = scene.lay_out().composer;
    REQUIRE(composer.pill);
    CHECK(inside(*composer.pill, composer.box));
    CHECK(inside(composer.outcome->box, *composer.pill));
    CHECK(std::abs(composer.pill->center().x - scene.width / 2) <= 1);
    const float before = right_to_left ? composer.pill->right() - composer.outcome->box.right()
                                       : composer.outcome->box.x - composer.pill->x;
    CHECK(before == measures::kBadgeInset + measures::kBadgeSize + measures::kBadgeGap);
  }
  scene.conversation.outcome = flow::EndOutcome::blocked;
  CHECK_FALSE(scene.lay_out().composer.pill);
}

TEST_CASE("the words of two links in a row begin and end at the margins") {
  const Layout layout = scene_with(chat::Composer::Kind::code).lay_out();
  CHECK(button(layout, "resend").label->box.x == measures::kMargin);
  CHECK(button(layout, "change").label->box.right() == 400 - measures::kMargin);
  CHECK(button(layout, "resend").box.y == button(layout, "change").box.y);
}

TEST_CASE("what was set once isn't set again while nothing changes") {
  Scene scene = scene_with(chat::Composer::Kind::code);
  for (int i = 0; i < 20; ++i) scene.say(chat::Sender::bot, "Message " + std::to_string(i));
  CachedTextSetter cached{scene.text};
  const LayoutInput input{scene.conversation, scene.phrases, scene.appearance, scene.palette, 400, 640, scene.now};
  ui::lay_out(input, cached);
  const int calls = scene.text.calls;
  ui::lay_out(input, cached);
  CHECK(scene.text.calls == calls);
  cached.forget();
  ui::lay_out(input, cached);
  CHECK(scene.text.calls == 2 * calls);
}
