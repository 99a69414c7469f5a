#include "flow/flow_shapes.hpp"

#include "api/definition.hpp"
#include "flow/input_limits.hpp"

namespace ringback::flow::shapes {
namespace {

// Limits, each here and in the schema.
constexpr std::int64_t kLongestDelayMs = 600'000;        // longer, and a visitor takes the chat for dead
constexpr std::int64_t kLongestCodeLifeMs = 86'400'000;  // flow_file warns above 10 min (OWASP ASVS 5.0, 6.5.5)
constexpr std::int64_t kLongestResendPauseMs = 3'600'000;
constexpr std::int64_t kMostAttempts = 100;  // NIST SP 800-63B section 5.2.2
constexpr std::int64_t kShortestCode = 3, kLongestCode = 12;

constexpr bool kRequired = true;

constexpr Key kFlow[] = {
    {"$schema", Expect::string},
    {"version", Expect::integer, kRequired, 1, 1},
    {"title", Expect::text},
    {"relay", Expect::string},
    {"id", Expect::string},
    {"accept_public_secrets", Expect::boolean},
    {"attributes", Expect::object},
    {"apis", Expect::object},
    {"start", Expect::node, kRequired},
    {"nodes", Expect::object, kRequired},
};
constexpr Key kAttribute[] = {
    {"type", Expect::word, false, 0, 0, kAttributeTypes},
    {"private", Expect::boolean},
    {"transient", Expect::boolean},
    {"initial", Expect::anything},
};
constexpr Key kApi[] = {
    {"name", Expect::string},
    {"role", Expect::word, false, 0, 0, kRoles},
    {"method", Expect::string},
    {"url", Expect::string},
    {"headers", Expect::object},
    {"body", Expect::anything},
    {"body_type", Expect::word, false, 0, 0, kBodyTypes},
    {"save", Expect::array},
    {"success", Expect::object},
    {"problems", Expect::array},
    {"after", Expect::array},
    {"timeout_ms", Expect::integer, false, 1, api::kMaximumTimeout.count()},
    {"phone", Expect::attribute},
};
constexpr Key kSave[] = {
    {"from", Expect::anything, kRequired},
    {"to", Expect::attribute, kRequired},
};
constexpr Key kSuccess[] = {
    {"pointer", Expect::anything, kRequired},
    {"equals", Expect::anything, kRequired},
};
constexpr Key kProblem[] = {
    {"from", Expect::anything, kRequired},
    {"equals", Expect::anything, kRequired},
    {"problem", Expect::word, kRequired, 0, 0, kProblems},
};
constexpr Key kResend[] = {
    {"node", Expect::node, kRequired},
    {"after_ms", Expect::integer, false, 0, kLongestResendPauseMs},
};
constexpr Key kChange[] = {
    {"node", Expect::node, kRequired},
};
constexpr Key kChoice[] = {
    {"label", Expect::text, kRequired},
    {"value", Expect::anything, kRequired},
    {"next", Expect::node},
};

constexpr Key kNode[] = {
    {"type", Expect::word, kRequired, 0, 0, kNodeTypes},
};
constexpr Key kMessage[] = {
    {"text", Expect::text, kRequired},
    {"next", Expect::node, kRequired},
};
constexpr Key kInput[] = {
    {"kind", Expect::word, kRequired, 0, 0, kInputKinds},
    {"to", Expect::attribute, kRequired},
    {"text", Expect::text},
};
constexpr Key kApiCall[] = {
    {"api", Expect::api, kRequired},
    {"success", Expect::node, kRequired},
    {"failure", Expect::node},
    {"error", Expect::node},
};
constexpr Key kDelay[] = {
    {"ms", Expect::integer, kRequired, 0, kLongestDelayMs},
    {"since", Expect::api},
    {"next", Expect::node, kRequired},
};
constexpr Key kCondition[] = {
    {"attribute", Expect::attribute, kRequired},
    {"equals", Expect::anything},
    {"not_equals", Expect::anything},
    {"exists", Expect::boolean},
    {"matches", Expect::string},
    {"greater", Expect::number},
    {"less", Expect::number},
    {"then", Expect::node, kRequired},
    {"else", Expect::node, kRequired},
};
constexpr Key kSet[] = {
    {"attribute", Expect::attribute, kRequired},
    {"value", Expect::anything, kRequired},
    {"next", Expect::node, kRequired},
};
constexpr Key kGoto[] = {
    {"node", Expect::node, kRequired},
};
constexpr Key kEnd[] = {
    {"outcome", Expect::word, kRequired, 0, 0, kOutcomes},
};

constexpr Key kInputPhone[] = {
    {"next", Expect::node, kRequired},
    {"countries", Expect::array},
    {"default_country", Expect::string},
    {"consent", Expect::text},
};
constexpr Key kInputOtp[] = {
    {"next", Expect::node, kRequired},
    {"length", Expect::integer, false, kShortestCode, kLongestCode},
    {"resend", Expect::object},
    {"change", Expect::object},
    {"attempts", Expect::integer, false, 1, kMostAttempts},
    {"exhausted", Expect::node},
    {"expires_ms", Expect::integer, false, 1, kLongestCodeLifeMs},
    {"expired", Expect::node},
};
constexpr Key kInputText[] = {
    {"next", Expect::node, kRequired},
    {"pattern", Expect::string},
    {"min", Expect::integer, false, 0, kMaximumTextLength},
    {"max", Expect::integer, false, 1, 100'000},
};
constexpr Key kInputEmail[] = {
    {"next", Expect::node, kRequired},
    {"min", Expect::integer, false, 0, kMaximumEmailLength},
    {"max", Expect::integer, false, kMinimumEmailLength, 100'000},
};
constexpr Key kInputNumber[] = {
    {"next", Expect::node, kRequired},
    {"min", Expect::number},
    {"max", Expect::number},
};
constexpr Key kInputChoice[] = {
    {"next", Expect::node},  // required unless every choice has its own
    {"choices", Expect::array, kRequired},
};

template <std::size_t N>
constexpr Shape shape(const char* what, const Key (&keys)[N]) {
  return {what, keys, N};
}

}  // namespace

const Shape flow = shape("a flow", kFlow);
const Shape attribute = shape("an attribute", kAttribute);
const Shape api = shape("an API", kApi);
const Shape save = shape("a save rule", kSave);
const Shape success = shape("a success rule", kSuccess);
const Shape problem = shape("a problem rule", kProblem);
const Shape resend = shape("a resend", kResend);
const Shape change = shape("a change", kChange);
const Shape choice = shape("a choice", kChoice);
const Shape node = shape("a node", kNode);
const Shape message = shape("a message node", kMessage);
const Shape input = shape("an input node", kInput);
const Shape api_call = shape("an api node", kApiCall);
const Shape delay = shape("a delay node", kDelay);
const Shape condition = shape("a condition node", kCondition);
const Shape set = shape("a set node", kSet);
const Shape go_to = shape("a goto node", kGoto);
const Shape end = shape("an end node", kEnd);
const Shape input_phone = shape("a phone input", kInputPhone);
const Shape input_otp = shape("an otp input", kInputOtp);
const Shape input_text = shape("a text input", kInputText);
const Shape input_email = shape("an email input", kInputEmail);
const Shape input_number = shape("a number input", kInputNumber);
const Shape input_choice = shape("a choice input", kInputChoice);

}  // namespace ringback::flow::shapes
