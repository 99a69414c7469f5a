// The flows in assets/flows: valid, complete in every language, and told apart by what they promise.
#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>
#include <vector>

#include "flow/flow_file.hpp"
#include "support/flow_loader.hpp"

namespace ringback::flow {
namespace {

using testing::load_flow;
using testing::read_file;

const std::vector<std::string> kShipped{"verify-phone", "convertalk-guide", "twilio-verify", "generic-webhook"};

std::string text_of_flow(const std::string& name) { return read_file("assets/flows/" + name + ".json"); }

TEST_CASE("every shipped flow is accepted for a relay without an error or a warning") {
  for (const std::string& name : kShipped) {
    INFO(name);
    const FlowFile file = parse_flow(text_of_flow(name), Audience::relay);
    CHECK(file.flow != nullptr);
    for (const Diagnostic& each : file.diagnostics) FAIL_CHECK(each.to_string());
  }
}

TEST_CASE("only the flow that calls the site's own back end may be published as it is") {
  for (const std::string& name : kShipped) {
    INFO(name);
    CHECK(parse_flow(text_of_flow(name), Audience::browser).has_errors() == (name != "generic-webhook"));
  }
}

std::set<std::string> locales_of(const LocalizedText& text) {
  std::set<std::string> locales;
  for (const auto& [locale, each] : text.by_locale) locales.insert(locale);
  return locales;
}

TEST_CASE("verify-phone says everything in the same languages, with the same placeholders") {
  const auto flow = load_flow(text_of_flow("verify-phone"));
  std::vector<LocalizedText> texts{flow->title};
  for (const auto& [id, node] : flow->nodes) {
    if (const auto* message = std::get_if<MessageNode>(&node)) texts.push_back(message->text);
    if (const auto* input = std::get_if<InputNode>(&node)) {
      if (input->text) texts.push_back(*input->text);
      if (input->consent) texts.push_back(*input->consent);
    }
  }
  CHECK(texts.size() >= 14);
  const std::set<std::string> expected{"en", "de", "es", "fr", "ar", "hi",      "ja", "pt", "it",
                                       "nl", "pl", "tr", "ru", "zh", "zh-Hant", "ko", "id", "he"};
  const auto inserted = [](const TextTemplate& text) {
    std::multiset<std::string> names;
    for (const TemplateSegment& each : text.segments()) {
      if (each.kind == TemplateSegment::Kind::attribute) names.insert(each.text);
    }
    return names;
  };
  for (const LocalizedText& text : texts) {
    INFO(text.in("en").render_for_display({}));
    CHECK(locales_of(text) == expected);
    for (const auto& [locale, each] : text.by_locale) CHECK(inserted(each) == inserted(text.in("en")));
  }
}

TEST_CASE("verify-phone asks for consent, limits wrong codes and their life, and offers resend and another number") {
  const auto flow = load_flow(text_of_flow("verify-phone"));
  CHECK(std::get_if<InputNode>(&flow->nodes.at("ask_phone"))->consent.has_value());
  const auto& code = *std::get_if<InputNode>(&flow->nodes.at("ask_code"));
  CHECK(code.attempts == 5);
  CHECK(code.exhausted == "locked");
  CHECK(code.expires == Milliseconds{600'000});
  CHECK(code.expired == "expired");
  CHECK(code.resend->after == Milliseconds{30'000});
  CHECK(code.change == "ask_phone");
  CHECK(std::get_if<EndNode>(&flow->nodes.at("blocked"))->outcome == EndOutcome::blocked);
}

TEST_CASE("convertalk-guide waits as the provider's guide says, in full and in sequence") {
  const auto flow = load_flow(text_of_flow("convertalk-guide"));
  const auto& after_send = *std::get_if<DelayNode>(&flow->nodes.at("after_send"));
  CHECK(after_send.wait == Milliseconds{5'000});
  CHECK_FALSE(after_send.since.has_value());
  CHECK(std::get_if<ApiNode>(&flow->nodes.at("send"))->success == "after_send");
  const auto& before_re_verify = *std::get_if<DelayNode>(&flow->nodes.at("before_re_verify"));
  CHECK(before_re_verify.wait == Milliseconds{2'000});
  CHECK_FALSE(before_re_verify.since.has_value());
  CHECK(before_re_verify.next == "verify");
  CHECK(flow->apis.at("send_otp").name == "Send OTP");
  CHECK(flow->apis.at("verify_otp").name == "Verify OTP");
}

}  // namespace
}  // namespace ringback::flow
