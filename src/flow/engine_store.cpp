// The state as JSON and back. A snapshot comes from a place that anyone can write to (sessionStorage), so every part of
// it is checked. Enumerators are stored as numbers: who reorders them or changes a meaning raises kSnapshotVersion.
#include <algorithm>

#include "flow/engine.hpp"
#include "flow/references.hpp"
#include "flow/value_types.hpp"

namespace ringback::flow {
namespace {

constexpr int kSnapshotVersion = 3;
constexpr std::int64_t kMaximumOffset = std::int64_t{10} * 365 * 24 * 3600 * 1000;  // ten years, in ms
constexpr std::int64_t kMaximumCount = 1'000'000;
constexpr std::size_t kMaximumShortText = 256;  // bytes: a key, a number

// Members of an object that are checked as they are read. After a member that is missing or wrong, good() is false.
class Reader {
 public:
  explicit Reader(const Json& object) : object_{object}, good_{object.is_object()} {}

  bool good() const { return good_; }
  void fail() { good_ = false; }

  const Json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  std::int64_t integer(const char* key, std::int64_t lowest, std::int64_t highest) {
    const Json* member = find(key);
    const auto* number = member == nullptr ? nullptr : member->get_ptr<const Json::number_integer_t*>();
    if (number != nullptr && *number >= lowest && *number <= highest) return *number;
    fail();
    return lowest;
  }
  bool flag(const char* key) { return integer(key, 0, 1) == 1; }
  int count(const char* key) { return static_cast<int>(integer(key, 0, kMaximumCount)); }
  std::string text(const char* key) {
    const Json* member = find(key);
    const auto* text = member == nullptr ? nullptr : member->get_ptr<const Json::string_t*>();
    if (text != nullptr && text->size() <= kMaximumShortText) return *text;
    fail();
    return {};
  }
  // Absent means none.
  std::optional<Instant> instant(const char* key, Instant now) {
    if (find(key) == nullptr) return std::nullopt;
    return now + Milliseconds{integer(key, -kMaximumOffset, kMaximumOffset)};
  }
  // A list of names, each of which `known` knows.
  template <class Known>
  std::set<std::string, std::less<>> names(const char* key, const Known& known) {
    std::set<std::string, std::less<>> result;
    const Json* member = find(key);
    const auto* list = member == nullptr ? nullptr : member->get_ptr<const Json::array_t*>();
    if (list == nullptr) fail();
    for (std::size_t at = 0; list != nullptr && at < list->size(); ++at) {
      const auto* name = (*list)[at].get_ptr<const Json::string_t*>();
      if (name == nullptr || known.find(*name) == known.end()) {
        fail();
        break;
      }
      result.insert(*name);
    }
    return result;
  }

 private:
  const Json& object_;
  bool good_;
};

Json list_of(const std::set<std::string, std::less<>>& names) {
  Json::array_t list;
  for (const std::string& name : names) list.push_back(Json(name));
  return Json(std::move(list));
}

Json offset(Instant at, Instant now) { return Json(std::clamp((at - now).count(), -kMaximumOffset, kMaximumOffset)); }

bool is_input(const Node* node, InputKind kind) {
  const auto* input = node == nullptr ? nullptr : std::get_if<InputNode>(node);
  return input != nullptr && input->kind == kind;
}

const Node* find_node(const Flow& flow, std::string_view id) {
  const auto found = flow.nodes.find(id);
  return found == flow.nodes.end() ? nullptr : &found->second;
}

}  // namespace

// Reads and writes the private State, part by part.
class EngineStore {
 public:
  using State = Engine::State;
  using Phase = Engine::Phase;

  static Json write(const Engine& engine, Instant now) {
    const State& state = engine.state_;
    Json::object_t saved;
    saved.emplace("version", Json(kSnapshotVersion));
    saved.emplace("flow", Json(engine.flow_->digest));
    saved.emplace("phase", Json(static_cast<int>(state.phase)));
    saved.emplace("node", Json(state.node));
    saved.emplace("outcome", Json(static_cast<int>(state.outcome)));
    saved.emplace("retry_problem", Json(static_cast<int>(state.retry_problem)));
    saved.emplace("calls", Json(state.calls_made));
    saved.emplace("key", Json(state.call_key));
    saved.emplace("calls_without_waiting", Json(state.calls_without_waiting));
    saved.emplace("sent_since_press", list_of(state.sent_since_press));
    const bool with_numbers = may_store_numbers(engine);
    saved.emplace("tried_number", Json(with_numbers ? state.tried_number : std::string{}));
    saved.emplace("sent_number", Json(with_numbers ? state.sent_number : std::string{}));
    saved.emplace("counts", counts_of(state, with_numbers, now));
    saved.emplace("expiry_told", Json(state.expiry_told ? 1 : 0));
    saved.emplace("code_lost", Json(state.code_lost ? 1 : 0));
    saved.emplace("code_refused", Json(state.code_refused ? 1 : 0));
    saved.emplace("code_unchecked", Json(state.code_unchecked ? 1 : 0));
    saved.emplace("set_by_page", list_of(state.set_by_page));
    if (state.phone_input) saved.emplace("phone_input", Json(*state.phone_input));
    if (state.code_input) saved.emplace("code_input", Json(*state.code_input));
    Json::object_t doubtful;
    for (const auto& [api, call] : state.doubtful_calls) {
      doubtful.emplace(api, Json(Json::object_t{{"key", Json(call.key)}, {"counted", Json(call.counted ? 1 : 0)}}));
    }
    saved.emplace("doubtful_calls", Json(std::move(doubtful)));
    write_instants(state, now, saved);
    write_notice(state.notice, now, saved);
    write_attributes(engine, saved);
    return Json(std::move(saved));
  }

  // False when any part is not well-formed.
  static bool read(const Json& saved, Instant now, Engine& engine, std::set<std::string, std::less<>>& lost) {
    const Flow& flow = *engine.flow_;
    State& state = engine.state_;
    Reader reader{saved};
    if (reader.integer("version", 0, kMaximumCount) != kSnapshotVersion || reader.text("flow") != flow.digest)
      return false;
    state.now = now;
    state.phase =
        static_cast<Phase>(reader.integer("phase", static_cast<int>(Phase::at_input), static_cast<int>(Phase::over)));
    state.node = reader.text("node");
    state.outcome = static_cast<EndOutcome>(reader.integer("outcome", 0, static_cast<int>(EndOutcome::blocked)));
    state.retry_problem = read_problem(reader, "retry_problem");
    state.calls_made = static_cast<std::uint32_t>(reader.count("calls"));
    state.call_key = reader.text("key");
    state.calls_without_waiting = reader.count("calls_without_waiting");
    state.sent_since_press = reader.names("sent_since_press", flow.apis);
    state.tried_number = reader.text("tried_number");
    state.sent_number = reader.text("sent_number");
    read_counts(reader, now, state);
    state.expiry_told = reader.flag("expiry_told");
    state.code_lost = reader.flag("code_lost");
    state.code_refused = reader.flag("code_refused");
    state.code_unchecked = reader.flag("code_unchecked");
    state.set_by_page = reader.names("set_by_page", flow.attributes);
    if (reader.find("phone_input") != nullptr) state.phone_input = reader.text("phone_input");
    if (reader.find("code_input") != nullptr) state.code_input = reader.text("code_input");
    read_doubtful_calls(reader, flow, state);
    read_instants(reader, now, flow, state);
    read_notice(reader, now, state.notice);
    read_attributes(reader, engine);
    lost = reader.names("lost", flow.attributes);
    return reader.good() && is_consistent(flow, state);
  }

 private:
  static api::Problem read_problem(Reader& reader, const char* key) {
    return static_cast<api::Problem>(reader.integer(key, 0, static_cast<int>(api::kLastProblem)));
  }

  // Without numbers only those of the last one, under the empty text that its number is then.
  static Json counts_of(const State& state, bool with_numbers, Instant now) {
    Json::object_t all;
    for (const auto& [number, counts] : state.counts) {
      if (!with_numbers && number != state.tried_number) continue;
      Json::object_t parts{{"wrong", Json(counts.wrong_codes)}, {"sends", Json(counts.sends)}};
      if (counts.pause_from) parts.emplace("pause_from", offset(*counts.pause_from, now));
      if (counts.no_send_before) parts.emplace("no_send_before", offset(*counts.no_send_before, now));
      all.emplace(with_numbers ? number : std::string{}, Json(std::move(parts)));
    }
    return Json(std::move(all));
  }

  static void read_counts(Reader& reader, Instant now, State& state) {
    const Json* member = reader.find("counts");
    const auto* all = member == nullptr ? nullptr : member->get_ptr<const Json::object_t*>();
    if (all == nullptr || all->size() > kMaximumNumbers) return reader.fail();
    for (const auto& [number, counts] : *all) {
      Reader parts{counts};
      Engine::Counts read;
      read.wrong_codes = parts.count("wrong");
      read.sends = parts.count("sends");
      read.pause_from = parts.instant("pause_from", now);
      read.no_send_before = parts.instant("no_send_before", now);
      if (!parts.good() || number.size() > kMaximumShortText) return reader.fail();
      state.counts.insert_or_assign(number, read);
    }
  }

  static void read_doubtful_calls(Reader& reader, const Flow& flow, State& state) {
    const Json* member = reader.find("doubtful_calls");
    const auto* calls = member == nullptr ? nullptr : member->get_ptr<const Json::object_t*>();
    if (calls == nullptr) return reader.fail();
    for (const auto& [api, call] : *calls) {
      Reader parts{call};
      Engine::DoubtfulCall doubtful;
      doubtful.key = parts.text("key");
      doubtful.counted = parts.flag("counted");
      if (!parts.good() || flow.apis.find(api) == flow.apis.end()) return reader.fail();
      state.doubtful_calls.insert_or_assign(api, std::move(doubtful));
    }
  }

  static void write_instants(const State& state, Instant now, Json::object_t& saved) {
    const auto write = [&](const char* key, const std::optional<Instant>& at) {
      if (at) saved.emplace(key, offset(*at, now));
    };
    if (state.phase == Phase::delaying || state.phase == Phase::guarding) write("wait_until", state.wait_until);
    if (state.phase == Phase::awaiting_retry) write("retry_at", state.retry_at);
    write("send_answered", state.last_send_answered_at);
    write("verify_answered", state.last_verify_answered_at);
    write("code_sent", state.code_sent_at);
    Json::object_t answered;
    for (const auto& [api, at] : state.answered_at) answered.emplace(api, offset(at, now));
    saved.emplace("answered", Json(std::move(answered)));
  }

  static void read_instants(Reader& reader, Instant now, const Flow& flow, State& state) {
    state.wait_until = reader.instant("wait_until", now).value_or(now);
    state.retry_at = reader.instant("retry_at", now);
    state.last_send_answered_at = reader.instant("send_answered", now);
    state.last_verify_answered_at = reader.instant("verify_answered", now);
    state.code_sent_at = reader.instant("code_sent", now);
    const Json* answered = reader.find("answered");
    const auto* members = answered == nullptr ? nullptr : answered->get_ptr<const Json::object_t*>();
    if (members == nullptr) return reader.fail();
    Reader parts{*answered};
    for (const auto& [api, ignored] : *members) {
      if (flow.apis.find(api) == flow.apis.end()) return reader.fail();
      state.answered_at.insert_or_assign(api, parts.instant(api.c_str(), now).value_or(now));
    }
    if (!parts.good()) reader.fail();
  }

  static void write_notice(const Notice& notice, Instant now, Json::object_t& saved) {
    Json::object_t parts;
    parts.emplace("kind", Json(static_cast<int>(notice.kind)));
    parts.emplace("refusal", Json(static_cast<int>(notice.refusal)));
    parts.emplace("problem", Json(static_cast<int>(notice.problem)));
    if (notice.attempts_left) parts.emplace("attempts_left", Json(*notice.attempts_left));
    if (notice.retry_at) parts.emplace("retry_at", offset(*notice.retry_at, now));
    saved.emplace("notice", Json(std::move(parts)));
  }

  static void read_notice(Reader& reader, Instant now, Notice& notice) {
    const Json* member = reader.find("notice");
    if (member == nullptr) return reader.fail();
    Reader parts{*member};
    notice.kind = static_cast<Notice::Kind>(parts.integer("kind", 0, static_cast<int>(Notice::Kind::problem)));
    notice.refusal = static_cast<Refusal>(parts.integer("refusal", 0, static_cast<int>(Refusal::no_calling_code)));
    notice.problem = read_problem(parts, "problem");
    if (parts.find("attempts_left") != nullptr) notice.attempts_left = parts.count("attempts_left");
    notice.retry_at = parts.instant("retry_at", now);
    if (!parts.good()) reader.fail();
  }

  static bool may_store(const Engine& engine, std::string_view name) {
    return !engine.is_private(name) && !engine.is_transient(name);
  }

  // Not where a number came from an attribute that isn't stored itself.
  static bool may_store_numbers(const Engine& engine) {
    for (const auto& [name, declaration] : engine.flow_->attributes) {
      if (declaration.type == AttributeType::phone && !may_store(engine, name)) return false;
    }
    return true;
  }

  static void write_attributes(const Engine& engine, Json::object_t& saved) {
    Json::object_t values, forms;
    std::set<std::string, std::less<>> lost;
    for (const auto& [name, value] : engine.state_.attributes.values()) {
      const auto declaration = engine.flow_->attributes.find(name);
      if (declaration == engine.flow_->attributes.end()) continue;
      if (!may_store(engine, name)) {
        if (declaration->second.initial != value) lost.insert(name);
        continue;
      }
      values.emplace(name, value);
      const auto form = engine.state_.attributes.international_forms().find(text_of(value));
      if (form != engine.state_.attributes.international_forms().end()) forms.emplace(form->first, Json(form->second));
    }
    saved.emplace("attributes", Json(std::move(values)));
    saved.emplace("international", Json(std::move(forms)));
    saved.emplace("lost", list_of(lost));
  }

  static void read_attributes(Reader& reader, Engine& engine) {
    const Json* member = reader.find("attributes");
    const auto* values = member == nullptr ? nullptr : member->get_ptr<const Json::object_t*>();
    const Json* international = reader.find("international");
    if (values == nullptr || international == nullptr) return reader.fail();
    Attributes& attributes = engine.state_.attributes;
    // What may be stored and wasn't had no value; the others begin with their initial value again.
    for (const auto& [name, declaration] : engine.flow_->attributes) {
      if (may_store(engine, name)) attributes.clear(name);
    }
    Reader forms{*international};
    for (const auto& [name, value] : *values) {
      const auto declaration = engine.flow_->attributes.find(name);
      if (declaration == engine.flow_->attributes.end() || !may_store(engine, name)) return reader.fail();
      if (!value.is_null() && !fits(declaration->second.type, value)) return reader.fail();
      attributes.set(name, value);
      const std::optional<E164> number = value.is_string() ? E164::parse(text_of(value)) : std::nullopt;
      if (number && forms.find(number->text().c_str()) != nullptr) {
        attributes.set_phone(name, PhoneNumber{*number, forms.text(number->text().c_str())});
      }
    }
    if (!forms.good()) reader.fail();
  }

  static bool is_consistent(const Flow& flow, const State& state) {
    const Node* node = find_node(flow, state.node);
    if (node == nullptr) return false;
    if (state.code_input && !is_input(find_node(flow, *state.code_input), InputKind::otp)) return false;
    if (state.phone_input && !is_input(find_node(flow, *state.phone_input), InputKind::phone)) return false;
    switch (state.phase) {
      case Phase::at_input: return std::holds_alternative<InputNode>(*node);
      case Phase::delaying: return std::holds_alternative<DelayNode>(*node);
      case Phase::guarding:
      case Phase::calling:
      case Phase::awaiting_retry: {
        const auto* api = std::get_if<ApiNode>(node);
        return api != nullptr && flow.apis.find(api->api) != flow.apis.end();
      }
      case Phase::over: return true;
      case Phase::not_started: break;
    }
    return false;
  }
};

Json Engine::save(Instant now) const { return EngineStore::write(*this, std::max(now, state_.now)); }

std::optional<Engine> Engine::restore(std::shared_ptr<const Flow> flow, EngineOptions options, const Json& saved,
                                      Instant now, Commands& resumed) {
  Engine engine{std::move(flow), std::move(options)};
  std::set<std::string, std::less<>> lost;
  if (!EngineStore::read(saved, now, engine, lost) || !engine.resume(lost, resumed)) return std::nullopt;
  return engine;
}

// The call that was under way when the page was left.
void Engine::resume_call(bool same_values, Commands& commands) {
  const ApiNode& node = *std::get_if<ApiNode>(find_node(*flow_, state_.node));
  if (flow_->relay && same_values && !state_.call_key.empty())
    return commands.push_back(Call{state_.calls_made, node.api, state_.call_key, true});
  api::CallResult result;
  result.problem = api::Problem::interrupted;
  result.detail = "the page was left during the call";
  finish_call(node, result, commands);
}

// Goes on without the values that were not stored. False when that is impossible.
bool Engine::resume(const std::set<std::string, std::less<>>& lost, Commands& commands) {
  for (const auto& [id, definition] : flow_->apis) {
    if (definition.role != api::Role::verify || !state_.code_sent_at) continue;
    for (const std::string& name : references_of(definition)) {
      if (lost.count(name) != 0 && !is_code(name)) state_.code_lost = true;
    }
  }
  if (state_.code_lost && state_.phase != Phase::over) {
    for (const auto& [id, node] : flow_->nodes) {
      const auto* input = std::get_if<InputNode>(&node);
      if (input == nullptr || input->kind != InputKind::otp) continue;
      if (!input->resend && !input->expired && !input->change) return false;
    }
  }
  bool same_values = true;  // of what a relay gets
  for (const std::string& name : lost) same_values = same_values && is_private(name);
  if (state_.phase == Phase::calling) resume_call(same_values, commands);
  if (flow_->relay && !same_values) state_.doubtful_calls.clear();
  const bool working =
      state_.phase == Phase::delaying || state_.phase == Phase::guarding || state_.phase == Phase::awaiting_retry;
  if (working && state_.code_unchecked && state_.code_input) {
    // The code that was to be verified is gone: it has to be entered again.
    state_.phase = Phase::at_input;
    state_.node = *state_.code_input;
    state_.code_unchecked = false;
    state_.notice = {};
    state_.notice.kind = Notice::Kind::problem;
    state_.notice.problem = api::Problem::interrupted;
    commands.push_back(StepTo{state_.node});
  }
  if (state_.phase == Phase::at_input && state_.code_lost && is_input(find_node(*flow_, state_.node), InputKind::otp)) {
    state_.notice = {};
    state_.notice.kind = Notice::Kind::expired;
  }
  return true;
}

}  // namespace ringback::flow
