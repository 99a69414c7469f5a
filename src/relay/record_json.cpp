#include "relay/record_json.hpp"

namespace ringback::relay {
namespace {

// Reads members; anything missing or of another type makes the whole record damaged.
class Reader {
 public:
  explicit Reader(const Json& object) : object_{object}, good_{object.is_object()} {}

  bool good() const { return good_; }

  std::string text(const char* name) {
    const Json* value = member(name);
    const auto* held = value ? value->get_ptr<const Json::string_t*>() : nullptr;
    if (!held) good_ = false;
    return held ? *held : std::string{};
  }
  int number(const char* name) {
    const Json* value = member(name);
    if (!value || !value->is_number_integer()) return good_ = false, 0;
    return value->get<int>();
  }
  bool truth(const char* name) {
    const Json* value = member(name);
    if (!value || !value->is_boolean()) return good_ = false, false;
    return value->get<bool>();
  }
  WallTime time(const char* name) {
    const Json* value = member(name);
    if (!value || !value->is_number_integer()) return good_ = false, WallTime{};
    return wall_time_from_ms(value->get<std::int64_t>());
  }
  std::optional<WallTime> optional_time(const char* name) {
    if (!object_.is_object() || !object_.contains(name)) return std::nullopt;
    return time(name);
  }
  std::vector<WallTime> times(const char* name) {
    std::vector<WallTime> read;
    const Json* value = member(name);
    if (!value || !value->is_array()) return good_ = false, read;
    for (const Json& each : *value) {
      if (!each.is_number_integer()) return good_ = false, read;
      read.push_back(wall_time_from_ms(each.get<std::int64_t>()));
    }
    return read;
  }
  const Json* member(const char* name) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
  }

 private:
  const Json& object_;
  bool good_;
};

Json times_of(const std::vector<WallTime>& times) {
  Json list = Json::array();
  for (const WallTime at : times) list.push_back(ms_of(at));
  return list;
}

void put_time(Json& object, const char* name, const std::optional<WallTime>& at) {
  if (at) object[name] = ms_of(*at);
}

std::optional<SavedValues> saved_from(const Json* values) {
  if (!values || !values->is_object()) return std::nullopt;
  SavedValues saved;
  for (const auto& [name, value] : values->items()) saved.emplace(name, Secret{text_of(value)});
  return saved;
}

// None in what older relays kept.
bool read_passed(const Json* numbers, std::map<std::string, std::string, std::less<>>& passed) {
  if (!numbers) return true;
  if (!numbers->is_object()) return false;
  for (const auto& [name, number] : numbers->items()) {
    if (!number.is_string()) return false;
    passed.emplace(name, text_of(number));
  }
  return true;
}

Json to_record(const SavedValues& saved) {
  Json values = Json::object();
  for (const auto& [name, value] : saved) values[name] = std::string{value.reveal()};
  return values;
}

std::optional<Verification> verification_from(const Json& record) {
  Reader reader{record};
  Verification read;
  read.attempts = reader.number("attempts");
  read.given_back = reader.number("given_back");
  const Json* codes = reader.member("codes");
  if (!codes || !codes->is_array()) return std::nullopt;
  for (const Json& each : *codes) {
    Reader code_reader{each};
    SentCode code;
    code.sent_at = code_reader.time("sent_at");
    auto saved = saved_from(code_reader.member("saved"));
    if (!code_reader.good() || !saved) return std::nullopt;
    code.saved = std::move(*saved);
    read.codes.push_back(std::move(code));
  }
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const Verification& verification) {
  Json codes = Json::array();
  for (const SentCode& code : verification.codes) {
    codes.push_back({{"sent_at", ms_of(code.sent_at)}, {"saved", to_record(code.saved)}});
  }
  return {{"attempts", verification.attempts}, {"given_back", verification.given_back}, {"codes", std::move(codes)}};
}

std::optional<SessionRecord> session_from(const Json& record) {
  Reader reader{record};
  SessionRecord read;
  read.flow = reader.text("flow");
  read.issuer = reader.text("issuer");
  read.audience = reader.text("audience");
  read.ends = reader.time("ends");
  read.number = reader.text("number");
  read.send_answered_at = reader.optional_time("send_answered_at");
  read.verify_answered_at = reader.optional_time("verify_answered_at");
  read.verify_until = reader.optional_time("verify_until");
  read.calls = reader.number("calls");
  read.calls_until = reader.time("calls_until");
  auto saved = saved_from(reader.member("saved"));
  const Json* numbers = reader.member("numbers");
  if (!reader.good() || !saved || !numbers || !numbers->is_object()) return std::nullopt;
  read.saved = std::move(*saved);
  if (!read_passed(reader.member("passed"), read.passed)) return std::nullopt;
  if (const Json* values = reader.member("saved_of_number")) {
    auto of_number = saved_from(values);
    if (!of_number) return std::nullopt;
    read.saved_of_number = std::move(*of_number);
  }
  for (const auto& [number, each] : numbers->items()) {
    auto verification = verification_from(each);
    if (!verification) return std::nullopt;
    read.numbers.emplace(number, std::move(*verification));
  }
  return read;
}

Json to_record(const SessionRecord& session) {
  Json numbers = Json::object();
  for (const auto& [number, verification] : session.numbers) numbers[number] = to_record(verification);
  Json record{{"flow", session.flow},
              {"issuer", session.issuer},
              {"audience", session.audience},
              {"ends", ms_of(session.ends)},
              {"number", session.number},
              {"numbers", std::move(numbers)},
              {"saved", to_record(session.saved)},
              {"calls", session.calls},
              {"calls_until", ms_of(session.calls_until)}};
  if (!session.passed.empty()) record["passed"] = session.passed;
  if (!session.saved_of_number.empty()) record["saved_of_number"] = to_record(session.saved_of_number);
  put_time(record, "send_answered_at", session.send_answered_at);
  put_time(record, "verify_answered_at", session.verify_answered_at);
  put_time(record, "verify_until", session.verify_until);
  return record;
}

std::optional<NumberRecord> number_from(const Json& record) {
  Reader reader{record};
  NumberRecord read;
  read.sends = reader.times("sends");
  read.no_send_before = reader.time("no_send_before");
  read.failures = reader.number("failures");
  read.failures_until = reader.time("failures_until");
  read.verified_at = reader.optional_time("verified_at").value_or(WallTime{});  // not in what older relays kept
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const NumberRecord& number) {
  return {{"sends", times_of(number.sends)},
          {"no_send_before", ms_of(number.no_send_before)},
          {"failures", number.failures},
          {"failures_until", ms_of(number.failures_until)},
          {"verified_at", ms_of(number.verified_at)}};
}

std::optional<RangeRecord> range_from(const Json& record) {
  Reader reader{record};
  RangeRecord read;
  read.unverified = reader.number("unverified");
  read.until = reader.time("until");
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const RangeRecord& range) { return {{"unverified", range.unverified}, {"until", ms_of(range.until)}}; }

std::optional<PrefixRecord> prefix_from(const Json& record) {
  Reader reader{record};
  PrefixRecord read;
  read.sends = reader.times("sends");
  read.sessions = reader.number("sessions");
  read.sessions_until = reader.time("sessions_until");
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const PrefixRecord& prefix) {
  return {{"sends", times_of(prefix.sends)},
          {"sessions", prefix.sessions},
          {"sessions_until", ms_of(prefix.sessions_until)}};
}

std::optional<KeyRecord> key_from(const Json& record) {
  Reader reader{record};
  KeyRecord read;
  read.fingerprint = reader.text("fingerprint");
  read.answered = reader.truth("answered");
  read.until = reader.time("until");
  read.status = reader.number("status");
  read.body = reader.text("body");
  read.retry_after = reader.text("retry_after");
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const KeyRecord& key) {
  return {{"fingerprint", key.fingerprint}, {"answered", key.answered}, {"until", ms_of(key.until)},
          {"status", key.status},           {"body", key.body},         {"retry_after", key.retry_after}};
}

std::optional<PageRecord> page_from(const Json& record) {
  Reader reader{record};
  PageRecord read;
  read.flow = reader.text("flow");
  read.origin = reader.text("origin");
  read.return_url = reader.text("return");
  read.seed = reader.text("seed");
  read.step = reader.number("step");
  read.taken_until = reader.time("taken_until");
  read.ends = reader.time("ends");
  read.answer = reader.text("answer");
  read.chat = reader.text("chat");
  if (!reader.good()) return std::nullopt;
  return read;
}

Json to_record(const PageRecord& page) {
  return {{"flow", page.flow},
          {"origin", page.origin},
          {"return", page.return_url},
          {"seed", page.seed},
          {"chat", page.chat},
          {"step", page.step},
          {"taken_until", ms_of(page.taken_until)},
          {"ends", ms_of(page.ends)},
          {"answer", page.answer}};
}

// By their places in the variant, but for the two that are no data.
constexpr const char* kKinds[] = {"", "", "session", "number", "prefix", "range", "key", "page"};
static_assert(std::size(kKinds) == std::variant_size_v<Record>);

template <class T>
Record or_damaged(std::optional<T> read) {
  return read ? record_of(std::move(*read)) : Damaged{};
}

}  // namespace

Json json_of(const Record& record) {
  Json json = std::visit(
      [](const auto& each) -> Json {
        if constexpr (requires { to_record(*each); }) return to_record(*each);
        return Json::object();
      },
      record);
  json["kind"] = kKinds[record.index()];
  return json;
}

Record record_from(const Json& json) {
  const Json* kind = find_by_pointer(json, "/kind");
  const std::string name = kind ? text_of(*kind) : "";
  if (name == "session") return or_damaged(session_from(json));
  if (name == "number") return or_damaged(number_from(json));
  if (name == "prefix") return or_damaged(prefix_from(json));
  if (name == "range") return or_damaged(range_from(json));
  if (name == "key") return or_damaged(key_from(json));
  if (name == "page") return or_damaged(page_from(json));
  return Damaged{};
}

}  // namespace ringback::relay
