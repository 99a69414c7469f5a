#include "ui/semantic_tree.hpp"

#include <catch2/catch_test_macros.hpp>

#include "scene.hpp"

using namespace ringback;
using namespace ringback::ui;

using ringback::ui::testing::Scene;

TEST_CASE("a message is read as it is drawn: its words, its sender, in order") {
  Scene scene;
  scene.conversation.title = "Verify your phone";
  scene.say(chat::Sender::bot, "Hello <b>you</b>");
  scene.say(chat::Sender::visitor, "+49 1512 3456789");
  const Json tree = scene.tree();
  CHECK(tree["title"]["text"] == "Verify your phone");
  REQUIRE(tree["messages"].size() == 2);
  CHECK(tree["messages"][0]["text"] == "Hello <b>you</b>");
  CHECK(tree["messages"][0]["from"] == "bot");
  CHECK(tree["messages"][1]["from"] == "visitor");
  CHECK(tree["messages"][1]["id"] == 2);
}

TEST_CASE("typing is a status only while the bot is at work") {
  Scene scene;
  CHECK(scene.tree()["typing"].is_null());
  scene.conversation.busy = true;
  CHECK(scene.tree()["typing"]["name"] == "Typing");
}

TEST_CASE("an alert and an invalid input are said") {
  Scene scene;
  scene.conversation.composer.kind = chat::Composer::Kind::code;
  scene.conversation.composer.code_length = 6;
  CHECK(scene.tree()["composer"]["alert"].is_null());
  CHECK(scene.tree()["composer"]["invalid"] == false);
  scene.conversation.composer.alert = "That code isn't right.";
  scene.conversation.composer.invalid = true;
  CHECK(scene.tree()["composer"]["alert"]["text"] == "That code isn't right.");
  CHECK(scene.tree()["composer"]["invalid"] == true);
  CHECK(scene.tree()["composer"]["codeLength"] == 6);
  CHECK(scene.tree()["composer"]["keepsTyped"] == false);
  scene.conversation.composer.keeps_typed = true;
  CHECK(scene.tree()["composer"]["keepsTyped"] == true);
}

TEST_CASE("the boxes of a code are told with what is in them and where the caret is") {
  Scene scene;
  CHECK(scene.tree()["composer"]["code"].is_null());
  scene.conversation.composer.kind = chat::Composer::Kind::code;
  scene.conversation.composer.code_length = 6;
  FieldState field;
  field.text = "407";
  field.selection_start = 3;
  const View view{0, 500};
  CHECK(scene.tree(view, field)["composer"]["code"]["boxes"].size() == 6);
  CHECK(scene.tree(view, field)["composer"]["code"]["digits"] == "407");
  CHECK(scene.tree(view, field)["composer"]["code"]["active"] == -1);
  field.focused = true;
  CHECK(scene.tree(view, field)["composer"]["code"]["active"] == 3);
  field.text = "407294";
  field.selection_start = 6;
  CHECK(scene.tree(view, field)["composer"]["code"]["active"] == 5);
}

TEST_CASE("a long conversation is projected near the view only, a short one whole") {
  Scene scene;
  for (std::size_t i = 0; i < kProjectedWhole; ++i) scene.say(chat::Sender::bot, "Message");
  CHECK(scene.tree({0, 500})["messages"].size() == kProjectedWhole);
  for (std::size_t i = 0; i < 200; ++i) scene.say(chat::Sender::bot, "Message");
  const Json at_the_top = scene.tree({0, 500});
  CHECK(at_the_top["messages"].size() < 60);
  CHECK(at_the_top["messages"][0]["id"] == 1);
  CHECK(at_the_top["messages"].back()["id"] == 280);  // what has just come is announced wherever one reads
  const float end = at_the_top["scroller"]["contentHeight"].get<float>();
  const Json at_the_end = scene.tree({end - 500, 500});
  CHECK(at_the_end["messages"].back()["id"] == 280);
  CHECK(at_the_end["messages"].front()["id"].get<int>() > 200);
}
