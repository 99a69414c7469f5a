#include "relay/page_html.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

#include "base/accent_colors.hpp"
#include "flow/flow_file.hpp"
#include "support/relay_player.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

constexpr Instant kShown = instant_from_ms(1'764'000'000'000);

// A chat at its first input.
chat::Chat chat_with(const std::string& input, const std::string& message = "Hello") {
  const std::string flow =
      R"({"version":1,"title":"Verify <your> phone","attributes":{"a":{"type":"text"},"p":{"type":"phone"}},
    "start":"m","nodes":{"m":{"type":"message","text":)" +
      dump_json(message) + R"(,"next":"i"},
    "i":)" +
      input + R"(,"e":{"type":"end","outcome":"verified"}}})";
  const flow::FlowFile parsed = flow::parse_flow(flow, flow::Audience::browser);
  for (const auto& each : parsed.diagnostics) UNSCOPED_INFO(each.to_string());
  REQUIRE(parsed.flow);
  const auto english = testing::read_asset("locales/en.json");
  chat::ChatOptions options;
  options.phrasebook = chat::Phrasebook{english, english};
  chat::Chat chat{parsed.flow, std::move(options)};
  chat.handle(flow::Started{}, kShown);
  return chat;
}

const PageView kView{"0123", 4, "en", "https://shop.example", "", {}, "", std::nullopt};
bool holds(const std::string& html, std::string_view part) { return html.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a number is asked for in an input that browsers fill in") {
  const chat::Chat chat = chat_with(R"({"type":"input","kind":"phone","to":"p","consent":"One SMS.","next":"e"})");
  const std::string html = page_html(chat, kView, kShown);
  for (const char* part :
       {"<title>Verify &lt;your&gt; phone</title>", "<section role=log aria-label=\"Conversation\">",
        "<p data-message data-from=bot dir=auto>Hello</p>", "One SMS.", "<label for=value>Phone number</label>",
        "type=tel autocomplete=tel", "name=\"page\" value=\"0123\"", "name=\"step\" value=\"4\"",
        "name=\"origin\" value=\"https://shop.example\"", ">Send code</button>", "like +49"}) {
    INFO(part);
    CHECK(holds(html, part));
  }
  CHECK(!holds(html, "<script"));
}

TEST_CASE("each kind of input has its control") {
  const auto html_of = [](const char* input) { return page_html(chat_with(input), kView, kShown); };
  CHECK(holds(html_of(R"({"type":"input","kind":"text","to":"a","text":"Your name?","next":"e"})"),
              "<label for=value>Your name?</label><input id=value name=value autofocus type=text"));
  CHECK(holds(html_of(R"({"type":"input","kind":"email","to":"a","text":"Email?","next":"e"})"),
              "type=email autocomplete=email"));
  CHECK(holds(
      html_of(
          R"({"type":"input","kind":"choice","to":"a","text":"Which?","choices":[{"label":"A & B","value":"x"}],"next":"e"})"),
      "<button name=action value=\"choice-0\" class=\"choice\">A &amp; B</button>"));
}

TEST_CASE("no line ends within a phone number, and what only looks like one is text") {
  const auto message_of = [](const std::string& text) {
    const std::string html =
        page_html(chat_with(R"({"type":"input","kind":"phone","to":"p","next":"e"})", text), kView, kShown);
    const std::size_t start = html.find(" dir=auto>") + 10;
    return html.substr(start, html.find("</p>", start) - start);
  };
  CHECK(message_of("+1 415-555-4003 <it> is, or +49 (0)30.901820.") ==
        "<span class=number>+1 415-555-4003</span> &lt;it&gt; is, or <span class=number>+49 (0)30.901820</span>.");
  CHECK(message_of("++14155554003") == "+<span class=number>+14155554003</span>");
  for (const char* text : {"1 + 1", "+", "+12-34", "a+b", "+ 4155554003", "415-555-4003", "+1234567890123456789012345"})
    CHECK(message_of(text) == text);
}

TEST_CASE(
    "what can be done beside the main thing is a link of the site's accent; what can't yet is quiet (page.test.mjs)") {
  const chat::Chat chat =
      chat_with(R"({"type":"input","kind":"otp","to":"a","resend":{"node":"m"},"change":{"node":"m"},"next":"e"})");
  const std::string html = page_html(chat, kView, kShown);
  CHECK(holds(html, "value=\"resend\" class=\"link\""));
  CHECK(holds(html, "value=\"change\" class=\"link\""));
}

TEST_CASE("what was refused is kept for mending, and says why") {
  chat::Chat chat = chat_with(R"({"type":"input","kind":"phone","to":"p","next":"e"})");
  chat.handle(chat::PhoneRefused{flow::Refusal::invalid_phone, {}}, kShown);
  PageView view = kView;
  view.typed = "12\"><script>";
  const std::string html = page_html(chat, view, kShown);
  CHECK(holds(html, "<p id=alert role=alert>This isn&#39;t a valid phone number. Please check it.</p>"));
  CHECK(holds(html, "value=\"12&quot;&gt;&lt;script&gt;\" aria-invalid=true aria-describedby=\"alert hint\""));
  CHECK(!holds(html, "<script"));
}

TEST_CASE("nothing from a flow or a visitor becomes markup") {
  const std::string evil = "<img src=x onerror=alert(1)>\"'&";
  const chat::Chat chat = chat_with(R"({"type":"input","kind":"text","to":"a","text":"<b>?","next":"e"})", evil);
  PageView view = kView;
  view.locale = "\"><script>";
  view.origin = "\"><script>";
  const std::string html = page_html(chat, view, kShown);
  CHECK(!holds(html, "<img"));
  CHECK(!holds(html, "<b>"));
  CHECK(!holds(html, "<script"));
  CHECK(holds(html, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
}

TEST_CASE("the page that embeds it is told of the proof by name; else it is offered to the site's address") {
  const chat::Chat chat = chat_with(R"({"type":"end","outcome":"verified"})");
  PageView view = kView;
  view.verified = PageVerified{"+14155552671", "a.b.c"};
  const std::string framed = page_html(chat, view, kShown);
  CHECK(holds(framed, "data-phone=\"+14155552671\" data-proof=\"a.b.c\" data-origin=\"https://shop.example\""));
  CHECK(holds(framed, "postMessage({type:'ringback:verified',phone,proof},origin)"));
  CHECK(holds(framed, ">Verified</p>"));
  view.origin.clear();
  view.return_url = "https://shop.example/ok?a=1&b=2";
  const std::string alone = page_html(chat, view, kShown);
  CHECK(!holds(alone, "<script"));
  CHECK(holds(alone, "<form method=post action=\"https://shop.example/ok?a=1&amp;b=2\">"));
  CHECK(holds(alone, "name=\"proof\" value=\"a.b.c\""));
}

TEST_CASE("a language that is written from right to left is marked so") {
  const chat::Chat chat = chat_with(R"({"type":"end","outcome":"failed"})");
  PageView view = kView;
  for (const std::string language : {"ar", "he"}) {
    view.locale = language;
    CHECK(holds(page_html(chat, view, kShown), "<html lang=\"" + language + "\" dir=rtl>"));
  }
  view.locale = "de";
  CHECK(!holds(page_html(chat, view, kShown), "dir=rtl"));
}

TEST_CASE("it is dark when the visitor or the site wants it so, and stays so from form to form") {
  const chat::Chat chat = chat_with(R"({"type":"input","kind":"phone","to":"p","consent":"One SMS.","next":"e"})");
  const std::string sheet = "<link rel=stylesheet href=/ringback-page-dark.css";
  PageView view = kView;
  const std::string of_visitor = page_html(chat, view, kShown);
  CHECK(holds(of_visitor, sheet + " media=\"(prefers-color-scheme: dark)\">"));
  CHECK(!holds(of_visitor, "name=\"theme\""));
  view.look.theme = Theme::dark;
  const std::string dark = page_html(chat, view, kShown);
  CHECK(holds(dark, sheet + ">"));
  CHECK(holds(dark, "name=\"theme\" value=\"dark\""));
  view.look.theme = Theme::light;
  const std::string light = page_html(chat, view, kShown);
  CHECK(!holds(light, sheet));
  CHECK(holds(light, "name=\"theme\" value=\"light\""));
  CHECK(holds(notice_html("en", {Theme::dark, {}}, "No."), sheet + ">"));
}

TEST_CASE("it has the site's accent, in light and dark, and keeps it from form to form") {
  const chat::Chat chat = chat_with(R"({"type":"input","kind":"phone","to":"p","consent":"One SMS.","next":"e"})");
  PageView view = kView;
  CHECK(!holds(page_html(chat, view, kShown), "accent"));
  view.look.accent = Color{0xff, 0xd4, 0x00};
  const std::string of_visitor = page_html(chat, view, kShown);
  const std::string light = "<link rel=stylesheet href=/ringback-page-accent.css?light=ffd400>",
                    dark = "<link rel=stylesheet href=/ringback-page-accent.css?dark=ffd400";
  CHECK(holds(of_visitor, "ringback-page.css>" + light));
  CHECK(holds(of_visitor, dark + " media=\"(prefers-color-scheme: dark)\">"));
  CHECK(holds(of_visitor, "name=\"accent\" value=\"ffd400\""));
  view.look.theme = Theme::light;
  CHECK(!holds(page_html(chat, view, kShown), dark));
  view.look.theme = Theme::dark;
  CHECK(holds(page_html(chat, view, kShown), dark + ">"));
}

TEST_CASE("the page's style sheets have the colours of the accent that nobody chose") {
  for (const bool dark : {false, true}) {
    std::ifstream file{testing::in_repository(dark ? "web/page_dark.css" : "web/page.css")};
    const std::string sheet{std::istreambuf_iterator<char>{file}, {}};
    const std::string derived = accent_style_sheet(kDefaultAccent, dark);
    int found = 0;
    for (std::size_t at = derived.find("--"); at != std::string::npos; at = derived.find("--", at + 2)) {
      const std::string name = derived.substr(at, derived.find(':', at) + 1 - at);
      const std::string color = derived.substr(at + name.size(), 7);
      const std::string written = color == "#ffffff" ? "#fff" : color;
      INFO(name + " " + written);
      CHECK(holds(sheet, name + " " + written + ";"));
      ++found;
    }
    CHECK(found == 6);
  }
}

TEST_CASE("on the page too what is written on an accent, and in it, can be read") {
  for (const char* accent : {"#ffd400", "#101010", "#ffffff", "#3a5bf0", "#00ff88"}) {
    for (const bool dark : {false, true}) {
      INFO(accent << (dark ? " dark" : " light"));
      const AccentColors colors = AccentColors::of(Color::parse(accent).value(), dark);
      CHECK(contrast(colors.fill, colors.fill_ink) >= kTextContrast);
      CHECK(contrast(colors.text, surface_color(dark)) >= kTextContrast);
      CHECK(contrast(colors.line, surface_color(dark)) >= kOutlineContrast);
      CHECK(contrast(colors.line, colors.ground) >= kOutlineContrast);
    }
  }
}
