// Draws with the real Dear ImGui, without a browser: glyphs are squares.

#include "ui/panel.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <optional>
#include <vector>

#include "fixed_width_text.hpp"
#include "ui/drawing.hpp"
#include "ui/motion.hpp"
#include "ui/paint_composer.hpp"
#include "ui/painter.hpp"

using namespace ringback;
using namespace ringback::ui;

namespace {

int glyphs_loaded = 0;

bool load_square(ImFontAtlas* atlas, ImFontConfig*, ImFontBaked*, void*, ImWchar codepoint, ImFontGlyph* glyph,
                 float* advance) {
  if (codepoint < 0x100) return false;
  if (advance != nullptr) {
    *advance = 0;
    return true;
  }
  ++glyphs_loaded;
  glyph->Codepoint = codepoint;
  glyph->PackId = ImFontAtlasPackAddRect(atlas, 100, 20);
  glyph->X1 = 100;
  glyph->Y1 = 20;
  glyph->Visible = true;
  return true;
}

bool contains(ImFontAtlas*, ImFontConfig*, ImWchar codepoint) { return codepoint >= 0x100; }

struct Stage {
  chat::Conversation conversation;
  chat::Phrasebook phrases{Json::object(), Json::object()};
  ui::testing::FixedWidthText text;
  Panel panel{text};

  ImFontLoader loader;
  std::optional<Drawing> drawing;

  Stage() {
    glyphs_loaded = 0;
    loader.Name = "squares";
    loader.FontSrcContainsGlyph = contains;
    loader.FontBakedLoadGlyph = load_square;
    drawing.emplace(loader);
    panel.set_viewport({400, 640, 2, 0});
  }
  ~Stage() {
    for (ImTextureData* texture : drawing->atlas().TexList) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    }
  }

  int vertices_at(Instant now) {
    const PanelContent content{conversation, phrases};
    drawing->begin(400, 640, 2);
    panel.lay_out(content, now);
    panel.draw(*drawing, content, now);
    drawing->end();
    for (ImTextureData* texture : drawing->atlas().TexList) {
      if (texture->Status == ImTextureStatus_WantCreate) texture->SetTexID(1);
      texture->SetStatus(texture->Status == ImTextureStatus_WantDestroy ? ImTextureStatus_Destroyed
                                                                        : ImTextureStatus_OK);
    }
    return drawing->list().VtxBuffer.Size;
  }

  void say(std::string message, Instant at = instant_from_ms(0)) {
    chat::Message next;
    next.id = static_cast<std::uint32_t>(conversation.transcript.size() + 1);
    next.text = std::move(message);
    next.at = at;
    conversation.transcript.push_back(std::move(next));
  }
};

const Instant kLater = instant_from_ms(100'000);

// Where the last glyph's square begins, in device pixels of a 2x screen.
ImVec2 last_corner(Stage& stage) {
  const ImVector<ImDrawVert>& vertices = stage.drawing->list().VtxBuffer;
  const ImVec2 corner = vertices[vertices.Size - 4].pos;
  return {corner.x * 2, corner.y * 2};
}

void draw_text(Stage& stage, float x, float y, float baseline) {
  PlacedText text;
  text.box = {x, y, 100, 20};
  text.block.lines = {{0x200, 50}};
  text.block.line_height = 20;
  text.block.baseline = baseline;
  stage.drawing->begin(400, 640, 2);
  Painter{*stage.drawing, 2}.text(text);
  stage.drawing->end();
}

}  // namespace

TEST_CASE("a line is drawn from a whole device pixel, with the glyph of the quarter that is left") {
  struct Case {
    float x;  // CSS pixels, two device pixels each
    float pixel;
    ImWchar glyph;
  };
  for (const Case& each : {Case{10, 20, 0x200}, Case{10.125f, 20, 0x201}, Case{10.25f, 20, 0x202},
                           Case{10.375f, 20, 0x203}, Case{10.49f, 21, 0x200}, Case{10.05f, 20, 0x200}}) {
    Stage stage;
    draw_text(stage, each.x, 0, 15);
    CAPTURE(each.x);
    CHECK(last_corner(stage).x == each.pixel);
    CHECK(glyphs_loaded == 1);
    stage.drawing->begin(400, 640, 2);
    CHECK(stage.drawing->glyphs().FindGlyphNoFallback(each.glyph) != nullptr);
    CHECK(glyphs_loaded == 1);  // it was that one
    stage.drawing->end();
  }
}

TEST_CASE("a baseline is put on a whole device pixel as a sum, not top and baseline each by itself") {
  Stage stage;
  draw_text(stage, 0, 10.2f, 15.2f);
  CHECK(last_corner(stage).y == 51);  // 50.8; rounded apart they would be 20 + 30
}

TEST_CASE("a digit of a code is in the largest style that its box takes, or else in the smallest") {
  ui::testing::FixedWidthText text;
  const auto style_in = [&text](float width, float text_scale) {
    text.text_scale = text_scale;
    PlacedComposer composer;
    composer.code_boxes = {{0, 0, width, 56}};
    const auto digits = code_digits(composer, {"7", 1, 1, true}, Palette::of({}), text);
    REQUIRE(digits.size() == 1);
    CHECK(digits[0].box.width == width);
    return digits[0].style;
  };
  CHECK(style_in(52, 1) == TextStyle::code);
  CHECK(style_in(52, 1.5f) == TextStyle::code);
  CHECK(style_in(29, 2) == TextStyle::title);
  CHECK(style_in(16, 1) == TextStyle::title);
  CHECK(style_in(16, 2) == TextStyle::small);
}

TEST_CASE("a message is drawn, and more of them are more to draw") {
  Stage stage;
  const int empty = stage.vertices_at(kLater);
  stage.say("Hello");
  const int one = stage.vertices_at(kLater);
  CHECK(one > empty);
  stage.say("Hello again");
  CHECK(stage.vertices_at(kLater) > one);
}

TEST_CASE("an edge is smoothed over one device pixel, at any pixel ratio") {
  Stage stage;
  for (const float ratio : {1.0f, 2.0f, 3.0f}) {
    stage.drawing->begin(400, 640, ratio);
    Painter{*stage.drawing, ratio}.disc({50, 50}, 10, {0, 0, 0});
    float inner = 50, outer = 50;  // how far right the full colour and the faded one go
    for (const ImDrawVert& vertex : stage.drawing->list().VtxBuffer) {
      float& reach = (vertex.col >> IM_COL32_A_SHIFT) == 0 ? outer : inner;
      reach = std::max(reach, vertex.pos.x);
    }
    stage.drawing->end();
    CAPTURE(ratio);
    CHECK(std::abs((outer - inner) * ratio - 1) < 0.1f);
  }
}

TEST_CASE("the badge of verified grows and is ticked as the last message comes in, and then rests") {
  Stage stage;
  stage.say("Thank you", instant_from_ms(1'000));
  stage.conversation.outcome = flow::EndOutcome::verified;
  const auto picture = [&stage](int ms) {
    stage.vertices_at(instant_from_ms(ms));
    const auto& vertices = stage.drawing->list().VtxBuffer;
    return std::vector<float>{vertices.back().pos.x, vertices[vertices.Size - 40].pos.x, float(vertices.Size)};
  };
  CHECK(picture(1'030) != picture(1'090));
  CHECK(picture(2'000) == picture(9'000));
  Appearance appearance;
  appearance.reduced_motion = true;
  stage.panel.set_appearance(appearance);
  CHECK(picture(1'030) == picture(9'000));
}

TEST_CASE("what is filled with an accent that would vanish has a line of another shade around it") {
  Stage stage;
  stage.say("+1 415 555 0123");
  stage.conversation.transcript.back().from = chat::Sender::visitor;
  const auto has = [&stage](Color color) {
    stage.vertices_at(kLater);
    const ImU32 packed = IM_COL32(color.red, color.green, color.blue, 255);
    const auto& vertices = stage.drawing->list().VtxBuffer;
    return std::any_of(vertices.begin(), vertices.end(),
                       [&](const ImDrawVert& vertex) { return vertex.col == packed; });
  };
  const auto vertices_with = [&stage](const char* accent) {
    Appearance appearance;
    appearance.accent = Color::parse(accent).value();
    stage.panel.set_appearance(appearance);
    return stage.vertices_at(kLater);
  };
  const int blue = vertices_with("#2f6feb");
  CHECK(has({0x2f, 0x6f, 0xeb}));
  const int yellow = vertices_with("#ffd400");
  CHECK(has({0xff, 0xd4, 0x00}));
  CHECK(yellow > blue);
  Appearance appearance;
  appearance.accent = {0xff, 0xd4, 0x00};
  CHECK(has(Palette::of(appearance).accent_line));
}

TEST_CASE("only the lines in view have their glyphs loaded") {
  Stage stage;
  for (int i = 0; i < 300; ++i) stage.say("Message " + std::to_string(i));
  stage.vertices_at(kLater);
  CHECK(glyphs_loaded > 5);
  CHECK(glyphs_loaded < 40);
}

TEST_CASE("a new message moves for less than 200 ms, then nothing asks for a frame") {
  Stage stage;
  stage.say("Hello", instant_from_ms(1'000));
  const PanelContent content{stage.conversation, stage.phrases};
  CHECK(stage.panel.next_frame(content, instant_from_ms(1'000)) == instant_from_ms(1'000));
  CHECK(motion::kMessageEntrance < Milliseconds{200});
  CHECK_FALSE(stage.panel.next_frame(content, instant_from_ms(1'000) + motion::kMessageEntrance));
}

TEST_CASE("typing moves while the bot is at work") {
  Stage stage;
  stage.conversation.busy = true;
  const PanelContent content{stage.conversation, stage.phrases};
  int frames = 0;
  Instant at = instant_from_ms(0);
  for (; at < instant_from_ms(12'000); ++frames) {
    const auto next = stage.panel.next_frame(content, at);
    REQUIRE(next);
    REQUIRE(*next > at);
    // Between two frames the dots hardly move, or not at all.
    for (int dot = 0; dot < 3; ++dot) {
      const float change = motion::typing_dot(dot, *next - Milliseconds{1}) - motion::typing_dot(dot, at);
      REQUIRE(std::abs(change) < 0.3f);
    }
    at = *next;
  }
  // Ten periods: 30 a second while they hop, none while they rest.
  CHECK(frames > 150);
  CHECK(frames < 270);
}

TEST_CASE("nothing moves for people who asked for reduced motion") {
  Stage stage;
  Appearance appearance;
  appearance.reduced_motion = true;
  stage.panel.set_appearance(appearance);
  stage.say("Hello", kLater);
  stage.conversation.busy = true;
  CHECK_FALSE(stage.panel.next_frame({stage.conversation, stage.phrases}, kLater));
}

TEST_CASE("what doesn't change needs no frame") {
  Stage stage;
  CHECK_FALSE(stage.panel.set_viewport({400, 640, 2, 0}));
  CHECK(stage.panel.set_viewport({400, 640, 2, 10}));
  CHECK(stage.panel.set_pointer({"submit", "", ""}));
  CHECK_FALSE(stage.panel.set_pointer({"submit", "", ""}));
  CHECK(stage.panel.set_field({"1", 1, 1, true}));
  CHECK_FALSE(stage.panel.set_field({"1", 1, 1, true}));
}

// imgui_build/ringback_imconfig.h asks for this entry point; these tests give each font its loader themselves.
namespace ImGuiFreeType {
const ImFontLoader* GetFontLoader();
const ImFontLoader* GetFontLoader() { return nullptr; }
}  // namespace ImGuiFreeType
