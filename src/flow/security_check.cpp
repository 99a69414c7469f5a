#include "flow/security_check.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "flow/references.hpp"

namespace ringback::flow {
namespace {

constexpr const char kSecretHeaders[] =
    "authorization proxy-authorization x-api-key api-key apikey x-apikey x-auth-token x-access-token cookie";
// Compared without case, - and _.
constexpr const char kSecretKeys[] =
    "authtoken accountsid apikey apisecret secret clientsecret password token accesstoken authorization privatekey";

std::string without_marks(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c != '-' && c != '_') letters.push_back(lower(c));
  }
  return letters;
}

bool is_one_of(std::string_view name, const char* words) {
  const std::vector<std::string_view> list = split_words(words);
  return std::any_of(list.begin(), list.end(), [&](std::string_view word) { return equals_ignoring_case(word, name); });
}

bool is_literal(const TextTemplate& text) {
  const auto& segments = text.segments();
  return segments.size() == 1 && segments.front().kind == TemplateSegment::Kind::literal &&
         segments.front().text.find_first_not_of(' ') != std::string::npos;
}

class SecurityCheck {
 public:
  SecurityCheck(FlowReader& reader, const Flow& flow, Audience audience)
      : reader_{reader}, flow_{flow}, audience_{audience} {}

  void run() {
    check_roles();
    for (const auto& [id, definition] : flow_.apis) {
      const std::string pointer = pointer_to("/apis", id);
      check_url(definition.url, pointer_to(pointer, "url"));
      for (const api::HeaderTemplate& header : definition.headers) {
        check_template(header.value, is_one_of(header.name, kSecretHeaders),
                       pointer_to(pointer_to(pointer, "headers"), header.name));
      }
      if (definition.body) check_body(*definition.body, {}, pointer_to(pointer, "body"));
      if (definition.role != api::Role::verify && !flow_.relay) check_saved_code(definition);
      if (!definition.after.empty() && audience_ == Audience::browser) {
        reader_.warning(pointer_to(pointer, "after"),
                        "nobody holds a page to this order that calls the APIs itself. A relay does (ringback serve)");
      }
    }
  }

 private:
  void report(const std::string& pointer, const std::string& what) {
    if (audience_ == Audience::relay) return;
    const std::string reason = what + ": whatever a page holds belongs to everyone who visits it";
    if (flow_.accept_public_secrets) {
      reader_.warning(pointer, reason);
    } else {
      reader_.error(pointer, reason +
                                 ". Run this flow through a relay, which keeps it (ringback serve, \"relay\": "
                                 "\"https://…\"), or say \"accept_public_secrets\": true");
    }
  }

  void report_literal(const std::string& pointer) {
    if (audience_ == Audience::relay) {
      reader_.warning(pointer, "found a credential in the file, expected {{secret.NAME}}");
    } else {
      report(pointer, "a credential would be published");
    }
  }

  void check_template(const TextTemplate& text, bool secret_place, const std::string& pointer) {
    if (text.has_secret()) {
      report(pointer, "a secret would be published");
    } else if (secret_place && is_literal(text)) {
      report_literal(pointer);
    }
  }

  void check_url(const TextTemplate& url, const std::string& pointer) {
    check_template(url, false, pointer);
    // A credential in the query: "…?api_key=abc".
    for (const TemplateSegment& segment : url.segments()) {
      if (segment.kind != TemplateSegment::Kind::literal) continue;
      std::string_view rest = segment.text;
      for (std::size_t mark = rest.find_first_of("?&"); mark != std::string_view::npos; mark = rest.find('&')) {
        rest.remove_prefix(mark + 1);
        const std::string_view pair = rest.substr(0, rest.find_first_of("&#"));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
        if (is_one_of(without_marks(pair.substr(0, equals)), kSecretKeys)) report_literal(pointer);
      }
    }
  }

  void check_body(const api::BodyValue& body, std::string_view name, const std::string& pointer) {
    const bool secret_place = is_one_of(without_marks(name), kSecretKeys);
    check_template(body.text, secret_place, pointer);
    if (secret_place && body.scalar.is_number()) report_literal(pointer);
    for (std::size_t i = 0; i < body.members.size(); ++i) {
      const auto& [key, member] = body.members[i];
      const bool element = body.kind == api::BodyValue::Kind::array;
      check_body(member, element ? name : key, pointer_to(pointer, element ? std::to_string(i) : key));
    }
  }

  // What an input asks for is a code to whoever reads the file, but without an API that checks it just any text.
  void check_roles() {
    const auto checks = [](const auto& api) { return api.second.role == api::Role::verify; };
    if (std::any_of(flow_.apis.begin(), flow_.apis.end(), checks)) return;
    for (const auto& [id, node] : flow_.nodes) {
      const auto* input = std::get_if<InputNode>(&node);
      if (input == nullptr || input->kind != InputKind::otp) continue;
      reader_.warning(pointer_to("/nodes", id),
                      "no API has \"role\": \"verify\", so the code that is asked for here is checked "
                      "without its pauses and attempts, if at all");
    }
  }

  // The code that was sent, as an API answers it, in the hands of the one who should prove that he received it.
  void check_saved_code(const api::Definition& api) {
    for (const api::SaveRule& rule : api.save) {
      const auto declared = flow_.attributes.find(rule.attribute);
      bool code = api.role == api::Role::send && declared != flow_.attributes.end() &&
                  declared->second.visibility == Visibility::private_only;
      for (const auto& [id, verify] : flow_.apis) {
        code = code || (verify.role == api::Role::verify && references_of(verify).count(rule.attribute) != 0);
      }
      if (code) report(rule.document_pointer, "the code would be saved in the browser, where it can be read unsent");
    }
  }

  FlowReader& reader_;
  const Flow& flow_;
  Audience audience_;
};

}  // namespace

void check_security(FlowReader& reader, const Flow& flow, Audience audience) {
  SecurityCheck{reader, flow, audience}.run();
}

}  // namespace ringback::flow
