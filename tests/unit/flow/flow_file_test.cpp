// What a flow file becomes, and what refuses it as a whole. Each key by itself: flow_file_table_test.cpp.
#include "flow/flow_file.hpp"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "support/flow_loader.hpp"

namespace ringback::flow {
namespace {

using testing::json_of;
using testing::load_flow;
using testing::load_flow_file;
using testing::read_file;

std::string first_message(std::string_view text) {
  const FlowFile file = parse_flow(text, Audience::relay);
  REQUIRE(file.has_errors());
  REQUIRE_FALSE(file.diagnostics.empty());
  return file.diagnostics.front().to_string();
}

std::string display(const LocalizedText& text) { return text.in("en").render_for_display({}); }

template <class T>
const T& node(const Flow& flow, const char* id) {
  const auto found = flow.nodes.find(id);
  REQUIRE(found != flow.nodes.end());
  const T* each = std::get_if<T>(&found->second);
  REQUIRE(each != nullptr);
  return *each;
}

TEST_CASE("the SPEC's example becomes a flow without an error or a warning") {
  const FlowFile file = parse_flow(read_file("tests/fixtures/flows/spec_section_4.json"), Audience::relay);
  CHECK(file.diagnostics.empty());
  REQUIRE(file.flow != nullptr);
  const Flow& flow = *file.flow;
  CHECK(display(flow.title) == "Verify your phone");
  CHECK(flow.start == "hello");
  CHECK(flow.nodes.size() == 13);
  CHECK_FALSE(flow.relay.has_value());
  CHECK_FALSE(flow.accept_public_secrets);
}

TEST_CASE("the SPEC's own example of an error is told word for word") {
  std::string text = read_file("tests/fixtures/flows/spec_section_4.json");
  const std::string right = "\"next\": \"verify\"";
  text.replace(text.find(right), right.size(), "\"next\": \"verfy\"");
  CHECK(first_message(text) == R"(/nodes/rewait/next: no node "verfy" (did you mean "verify"?))");
}

TEST_CASE("attributes have their types, private and transient ones are known as such") {
  const auto flow = load_flow_file("tests/fixtures/flows/spec_section_4.json");
  CHECK(flow->attributes.at("phone").type == AttributeType::phone);
  CHECK(flow->attributes.at("user_otp").retention == Retention::transient);
  CHECK(flow->attributes.at("user_otp").visibility == Visibility::shared);
  CHECK(flow->attributes.at("system_otp").visibility == Visibility::private_only);
  CHECK(flow->attributes.at("otp_status").retention == Retention::stored);
}

TEST_CASE("an API has its role, method, URL, headers, body, save rules, success and timeout") {
  const auto flow = load_flow_file("tests/fixtures/flows/spec_section_4.json");
  const api::Definition& send = flow->apis.at("send_otp");
  CHECK(send.id == "send_otp");
  CHECK(send.name == "Send OTP");
  CHECK(send.role == api::Role::send);
  CHECK(send.method == "POST");
  CHECK(send.url.render_for_display({}) == "https://api.v7.convertalk.com/integrations/custom-feature/send-otp-sms");
  REQUIRE(send.headers.size() == 1);
  CHECK(send.headers[0].name == "authorization");
  CHECK(send.headers[0].value.has_secret());
  REQUIRE(send.body.has_value());
  CHECK(send.body->members.size() == 4);
  REQUIRE(send.save.size() == 1);
  CHECK(send.save[0].pointers == std::vector<std::string>{"/otp"});
  CHECK(send.save[0].attribute == "system_otp");
  CHECK(send.save[0].document_pointer == "/apis/send_otp/save/0");
  CHECK(send.timeout == Milliseconds{10'000});
  CHECK_FALSE(send.success.has_value());
  const api::Definition& verify = flow->apis.at("verify_otp");
  CHECK(verify.role == api::Role::verify);
  REQUIRE(verify.success.has_value());
  CHECK(verify.success->pointer == "/verified");
  CHECK(verify.success->equals == Json(true));
}

TEST_CASE("an API has its rules of what answers mean, in the file's order") {
  const auto flow = load_flow_file("assets/flows/twilio-verify.json");
  using Rule = api::ProblemRule;
  const auto rules_of = [&](const char* id) { return flow->apis.at(id).problems; };
  REQUIRE(rules_of("send_code").size() == 2);
  CHECK(rules_of("send_code")[0].problem == api::Problem::invalid_number);
  CHECK(rules_of("send_code")[1].problem == api::Problem::country_not_allowed);
  REQUIRE(rules_of("check_code").size() == 2);
  const Rule expired = rules_of("check_code")[0];
  CHECK(expired.source == Rule::Source::body);
  CHECK(expired.pointer == "/code");
  CHECK(expired.equals == Json(20404));
  CHECK(expired.problem == api::Problem::code_expired);
  CHECK(rules_of("check_code")[1].problem == api::Problem::locked);
}

TEST_CASE("every node type is read with its ways") {
  const auto flow = load_flow_file("tests/fixtures/flows/spec_section_4.json");
  CHECK(display(node<MessageNode>(*flow, "hello").text) == "Hi! Let's verify your phone number.");
  CHECK(node<MessageNode>(*flow, "hello").next == "ask_phone");
  const auto& code = node<InputNode>(*flow, "ask_code");
  CHECK(code.kind == InputKind::otp);
  CHECK(code.length == 6);
  CHECK(code.to == "user_otp");
  CHECK(code.resend->node == "send");
  CHECK(code.resend->after == Milliseconds{30'000});
  CHECK(code.change == "ask_phone");
  CHECK_FALSE(code.attempts.has_value());
  const auto& send = node<ApiNode>(*flow, "send");
  CHECK(send.success == "sent");
  CHECK(send.failure == "not_sent");
  CHECK(send.error == "not_sent");
  const auto& wait = node<DelayNode>(*flow, "wait");
  CHECK(wait.wait == Milliseconds{5'000});
  CHECK(wait.since == "send_otp");
  CHECK(node<EndNode>(*flow, "done").outcome == EndOutcome::verified);
}

TEST_CASE("conditions, sets, gotos, choices and limits are read") {
  const auto flow = load_flow(R"({ "version": 1, "start": "ask", "attributes": {
      "n": { "type": "number", "initial": 3 }, "t": {}, "p": { "type": "phone" }, "o": {}, "c": { "type": "boolean" } },
    "nodes": {
      "ask": { "type": "input", "kind": "phone", "to": "p", "next": "num", "countries": ["DE", "AT"],
               "default_country": "AT", "consent": { "de": "Eine SMS.", "en": "One SMS." } },
      "num": { "type": "input", "kind": "number", "to": "n", "next": "txt", "min": 1, "max": 2.5 },
      "txt": { "type": "input", "kind": "text", "to": "t", "next": "otp", "pattern": "[a-z]+", "min": 2, "max": 5 },
      "otp": { "type": "input", "kind": "otp", "to": "o", "next": "pick", "length": 4, "attempts": 5,
               "exhausted": "end", "expires_ms": 600000, "expired": "ask" },
      "pick": { "type": "input", "kind": "choice", "to": "c", "next": "if",
                "choices": [ { "label": "Yes", "value": true }, { "label": "No", "value": false, "next": "set" } ] },
      "if": { "type": "condition", "attribute": "n", "greater": 2, "then": "set", "else": "jump" },
      "set": { "type": "set", "attribute": "t", "value": "n = {{n}}", "next": "end" },
      "jump": { "type": "goto", "node": "end" },
      "end": { "type": "end", "outcome": "blocked" } } })");
  CHECK(flow->attributes.at("n").initial == Json(3));
  const auto& ask = node<InputNode>(*flow, "ask");
  CHECK(ask.countries == std::vector<std::string>{"DE", "AT"});
  CHECK(ask.default_country == "AT");
  CHECK(ask.consent->in("de").render_for_display({}) == "Eine SMS.");
  CHECK_FALSE(ask.text.has_value());
  CHECK(node<InputNode>(*flow, "num").min == 1.0);
  CHECK(node<InputNode>(*flow, "num").max == 2.5);
  CHECK(node<InputNode>(*flow, "txt").pattern == "[a-z]+");
  CHECK(node<InputNode>(*flow, "txt").max == 5.0);
  const auto& otp = node<InputNode>(*flow, "otp");
  CHECK(otp.length == 4);
  CHECK(otp.attempts == 5);
  CHECK(otp.exhausted == "end");
  CHECK(otp.expires == Milliseconds{600'000});
  CHECK(otp.expired == "ask");
  const auto& pick = node<InputNode>(*flow, "pick");
  REQUIRE(pick.choices.size() == 2);
  CHECK(display(pick.choices[1].label) == "No");
  CHECK(pick.choices[1].value == Json(false));
  CHECK(pick.choices[1].next == "set");
  CHECK_FALSE(pick.choices[0].next.has_value());
  const auto& condition = node<ConditionNode>(*flow, "if");
  CHECK(condition.comparison == Comparison::greater);
  CHECK(condition.value == Json(2));
  CHECK(condition.then == "set");
  CHECK(condition.otherwise == "jump");
  CHECK(node<SetNode>(*flow, "set").value.text.segments().size() == 2);
  CHECK(node<GotoNode>(*flow, "jump").node == "end");
}

TEST_CASE("a flow without a title has one all the same, for the panel's name") {
  const auto flow = load_flow(R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed"}}})");
  CHECK(display(flow->title) == "Chat");
}

TEST_CASE("what isn't JSON is refused with line and column") {
  CHECK(first_message("{\n  \"version\": 1,\n}") == R"(/: found "}" at line 3, column 1, expected JSON)");
  CHECK(first_message("") == "/: the file ends too early at line 1, column 1, expected JSON");
  CHECK(first_message("{\"version\": 1") == "/: the file ends too early at line 1, column 14, expected JSON");
}

TEST_CASE("what isn't UTF-8 is refused with its place and doesn't crash") {
  CHECK(first_message("{\"title\": \"caf\xE9\"}") ==
        "/: found a byte that isn't UTF-8 at line 1, column 15, expected JSON");
  CHECK(first_message("\xFF\xFE{") == "/: found a byte that isn't UTF-8 at line 1, column 1, expected JSON");
}

TEST_CASE("a character that a word processor puts in the place of another is named, with what to type") {
  const std::string begun = "/: found ", place = " at line 1, column 3, expected JSON";
  CHECK(first_message("{ “version”: 1 }") == begun + "“ (U+201C)" + place + ": type \" instead");
  CHECK(first_message("{ «version»: 1 }") == begun + "« (U+00AB)" + place + ": type \" instead");
  CHECK(first_message("{ ‘version’: 1 }") == begun + "‘ (U+2018)" + place + ": type \" instead");
  CHECK(first_message("{ \u00A0\"version\": 1 }") ==
        begun + "a blank (U+00A0)" + place + ": type a plain space instead");
  CHECK(first_message("{ \u200B\"version\": 1 }") ==
        begun + "a blank (U+200B)" + place + ": type a plain space instead");
  CHECK(first_message("[ −1 ]") == begun + "− (U+2212)" + place + ": type - instead");
  CHECK(first_message("[1，2]") == begun + "， (U+FF0C)" + place + ": type , instead");
  CHECK(first_message("[ é ]") == begun + "é (U+00E9)" + place);
  CHECK(first_message("[ 😀 ]") == begun + "😀 (U+1F600)" + place);
}

TEST_CASE("JSON of more than can be read says what is too much") {
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  CHECK(first_message(deep) ==
        "/: found objects and arrays within each other at line 1, column 65, expected at most 64 of them");
  CHECK(first_message("{\"version\": 1e999}") ==
        "/: found a number at line 1, column 13 that is too large, expected at most 1.7e308");
}

TEST_CASE("JSON that isn't an object is refused") {
  CHECK(first_message("[]") == "/: found an array, expected a flow");
  CHECK(first_message("null") == "/: found null, expected a flow");
  CHECK(first_message("\"flow\"") == "/: found a text, expected a flow");
}

TEST_CASE("a key that occurs twice is refused: one of the two would be lost unseen") {
  const FlowFile file = parse_flow(
      R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed"},"a":{"type":"end","outcome":"failed"}}})",
      Audience::relay);
  CHECK(file.has_errors());
  CHECK(file.diagnostics.front().to_string() == "/nodes/a: this key occurs twice");
}

TEST_CASE("a file of 256 KiB is the largest") {
  std::string text = R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed"}}})";
  text.resize(256 * 1024, ' ');
  CHECK_FALSE(parse_flow(text, Audience::relay).has_errors());
  CHECK(first_message(text + " ") == "/: found 262145 bytes, expected at most 262144");
}

std::string flow_of_nodes(int count) {
  std::string text = R"({"version":1,"start":"n0","nodes":{)";
  for (int i = 0; i < count; ++i) {
    const std::string next = i + 1 < count ? R"({"type":"goto","node":"n)" + std::to_string(i + 1) + "\"}"
                                           : R"({"type":"end","outcome":"failed"})";
    text += (i > 0 ? ",\"n" : "\"n") + std::to_string(i) + "\":" + next;
  }
  return text + "}}";
}

TEST_CASE("500 nodes are the most") {
  CHECK_FALSE(parse_flow(flow_of_nodes(500), Audience::relay).has_errors());
  CHECK(first_message(flow_of_nodes(501)) == "/nodes: found 501 nodes, expected at most 500");
}

TEST_CASE("hostile nesting is refused and doesn't exhaust the stack") {
  std::string text = R"({"version":1,"apis":{"a":{"body":)";
  text += std::string(100'000, '[');
  CHECK(first_message(text).find("expected at most 64 of them") != std::string::npos);
}

TEST_CASE("thousands of errors are all told") {
  std::string text = R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed")";
  for (int i = 0; i < 5'000; ++i) text += ",\"outcme" + std::to_string(i) + "\":1";
  const FlowFile file = parse_flow(text + "}}}", Audience::relay);
  CHECK(file.diagnostics.size() == 5'000);
}

TEST_CASE("a code of fewer than six digits is warned of") {
  const std::string flow = read_file("tests/fixtures/flows/spec_section_4.json");
  const auto with_length = [&](const std::string& length) {
    std::string text = flow;
    const std::string six = "\"length\": 6";
    text.replace(text.find(six), six.size(), "\"length\": " + length);
    return parse_flow(text, Audience::relay);
  };
  CHECK(with_length("6").diagnostics.empty());
  const FlowFile short_code = with_length("4");
  REQUIRE(short_code.flow != nullptr);
  REQUIRE(short_code.diagnostics.size() == 1);
  CHECK(short_code.diagnostics[0].severity == Severity::warning);
  CHECK(short_code.diagnostics[0].to_string().starts_with("/nodes/ask_code/length: a code should have 6 digits"));
}

TEST_CASE("a name in an error is quoted, shortened and has no control characters") {
  const std::string long_name(10'000, 'x');
  const std::string message =
      first_message(R"({"version":1,"start":"a\n\u0007","nodes":{"a":{"type":"end","outcome":"failed"}}})");
  CHECK(message == R"(/start: no node "a\n\u0007")");
  CHECK(first_message(R"({"version":1,"start":")" + long_name + R"(","nodes":{}})").size() < 200);
}

TEST_CASE("no error text holds a header's or a body's value") {
  const std::string text = R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed"}},
    "apis":{"x":{"url":"https://a.example","headers":{"authorization":123456789,"b":"s3cr\net"},
                 "body":"s3cret","body_type":"form"},
            "y":{"url":"https://me:s3cret@a.example","body":{"token":["s3cret"],"n":{"password":"s3cret"}}}}})";
  for (const Audience audience : {Audience::relay, Audience::browser}) {
    const FlowFile file = parse_flow(text, audience);
    CHECK(file.has_errors());
    for (const Diagnostic& each : file.diagnostics) {
      INFO(each.to_string());
      CHECK(each.message.find("s3cr") == std::string::npos);
      CHECK(each.message.find("123456789") == std::string::npos);
    }
  }
}

TEST_CASE("a digest belongs to the flow's content, not to its layout") {
  const std::string text = read_file("tests/fixtures/flows/spec_section_4.json");
  const std::string digest = load_flow(text)->digest;
  CHECK(digest.size() == 16);
  CHECK(load_flow(dump_json(json_of(text)))->digest == digest);
  Json changed = json_of(text);
  changed["title"] = "Verify your phone!";
  CHECK(load_flow(dump_json(changed))->digest != digest);
}

TEST_CASE("a digest is the same on every machine") {
  CHECK(load_flow(R"({"version":1,"start":"a","nodes":{"a":{"type":"end","outcome":"failed"}}})")->digest ==
        "f7f8250ace336bd1");
}

TEST_CASE("a diagnostic without a pointer stands at the root") {
  CHECK(Diagnostic{Severity::error, "", "no"}.to_string() == "/: no");
  CHECK(Diagnostic{Severity::error, "/a", "no"}.to_string() == "/a: no");
}

}  // namespace
}  // namespace ringback::flow
