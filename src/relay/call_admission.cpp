// Before an API is asked: whether the rules allow it, and what is counted.
#include <algorithm>
#include <utility>
#include <variant>

#include "relay/call.hpp"
#include "relay/rules.hpp"
#include "relay/store_keys.hpp"
#include "relay/upstream_problem.hpp"

namespace ringback::relay {
namespace {

constexpr int kMaximumTries = 20;  // when a session's number changes under our hands

struct Decided {
  std::optional<KeyRecord> before;
  std::optional<Problem> refused;
  bool other_number = false;
};

Problem session_ended() { return {ProblemType::session_unknown, "This session ended. Open another."}; }

// What a send and a verify find first: their session, or its end as the refusal, and what was kept for their key.
// One whose time is over may still be held by a store whose clock is behind.
std::optional<SessionRecord> look_up(const Store::Records& records, WallTime now, Decided& decided) {
  decided = {};
  auto session = copy_of<SessionRecord>(records[0]);
  if (session && session->ends <= now) session.reset();
  if (session) {
    decided.before = copy_of<KeyRecord>(records[1]);
  } else {
    decided.refused = session_ended();
  }
  return session;
}

}  // namespace

std::optional<Problem> Call::check_number() {
  const std::optional<E164> number = claimed_number();
  if (!number) {
    return Problem{ProblemType::invalid_number, "Expected a number in E.164 form in \"" + flow_->phone + "\"."};
  }
  const Numbering& numbering = context_->ports.numbering;
  if (!numbering.takes_sms(*number)) return Problem{ProblemType::invalid_number, "This number can't receive an SMS."};
  const std::vector<std::string>&flow_takes = flow_->countries, &relay_takes = context_->options.limits.countries;
  const std::string region = flow_takes.empty() && relay_takes.empty() ? "" : numbering.region(*number);
  const auto allows = [&](const std::vector<std::string>& countries) {
    return countries.empty() || std::find(countries.begin(), countries.end(), region) != countries.end();
  };
  if (!allows(flow_takes) || !allows(relay_takes)) {
    return Problem{ProblemType::country_not_allowed, "No messages are sent to this country."};
  }
  number_ = number->text();
  return std::nullopt;
}

void Call::begin_send() {
  const auto decided = std::make_shared<Decided>();
  transact(
      keys_of(session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_),
              prefix_key(asked_.prefix), range_key(number_)),
      [this, self = shared_from_this(), decided](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = look_up(records, now, *decided);
        if (!session) return Change{};
        if (decided->before) return Change{};
        if (!is_none(records[1])) {
          // Something was kept for this key and can't be read: it may have been sent.
          decided->refused = Problem{ProblemType::send_unknown, detail_of(ProblemType::send_unknown)};
          return Change{};
        }
        decided->refused = check_order(*session);
        if (decided->refused) return Change{};
        NumberRecord number = number_in(records[2], now);
        PrefixRecord prefix = asked_.prefix.empty() ? PrefixRecord{} : prefix_in(records[3], now);
        RangeRecord range = range_in(records[4], now);
        session_ = held_as<SessionRecord>(records[0]);
        decided->refused = relay::begin_send(*session, {number, prefix, range}, number_, flow_->limits, now);
        if (decided->refused) return Change{};
        began_ = now;
        const Milliseconds life = session->ends - now;
        return Change{writes_of(Write{std::move(*session), life}, Write{taken_key(), kKeyLife},
                                Write{std::move(number), kNumberLife}, prefix_write(asked_.prefix, std::move(prefix)),
                                Write{range, kRangeLife}),
                      Count{day_key(now), flow_->limits.sends_per_day, kDayLife}};
      },
      [this, decided] {
        if (decided->refused) return tell(*decided->refused);
        if (deal_with_earlier(decided->before) == Earlier::answered) return;
        ask_api(saved_for_call());
      });
}

void Call::begin_verify() {
  const auto decided = std::make_shared<Decided>();
  number_ = session_->number;
  transact(
      keys_of(session_key(asked_.token), request_key(asked_.token, asked_.key), number_key(number_)),
      [this, self = shared_from_this(), decided](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = look_up(records, now, *decided);
        if (!session) return Change{};
        session_ = held_as<SessionRecord>(records[0]);
        decided->other_number = session->number != number_;
        const bool abandoned = decided->before && !decided->before->answered && decided->before->until <= now &&
                               decided->before->fingerprint == fingerprint_;
        if (decided->other_number || (decided->before && !abandoned)) return Change{};
        decided->refused = check_order(*session);
        if (decided->refused) return Change{};
        NumberRecord number = number_in(records[2], now);
        decided->refused = relay::begin_verify(*session, number, flow_->limits, now);
        if (decided->refused) return Change{};
        const Milliseconds life = session->ends - now;
        return Change{writes_of(Write{std::move(*session), life}, Write{taken_key(), kKeyLife},
                                Write{std::move(number), kNumberLife}),
                      {}};
      },
      [this, decided] {
        if (decided->refused) return tell(*decided->refused);
        if (deal_with_earlier(decided->before) == Earlier::answered) return;
        if (!decided->other_number) return take_turn();
        if (++tries_ > kMaximumTries) return tell(store_trouble());
        begin_verify();
      });
}

void Call::take_turn() {
  const auto ruling = std::make_shared<std::variant<Turn, Wait, Problem>>(Wait{});
  std::vector<Secret> entered;
  for (const auto& [name, value] : asked_.attributes.items()) {
    entered.emplace_back(dump_json(value));
    entered.emplace_back(text_of(value));
  }
  transact(
      keys_of(session_key(asked_.token)),
      [this, self = shared_from_this(), ruling, entered = std::move(entered)](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(records[0]);
        if (!session || session->number != number_) {
          *ruling = Problem{ProblemType::expired, "The code was replaced by one for another number."};
          return Change{};
        }
        *ruling = relay::take_turn(*session, entered, flow_->limits, definition_->timeout + kLeaseMargin, now);
        if (!std::holds_alternative<Turn>(*ruling)) return Change{};
        const Milliseconds life = session->ends - now;
        Write kept{std::move(*session), life};
        session_ = held_as<SessionRecord>(kept.value);
        return Change{writes_of(std::move(kept)), {}};
      },
      [this, ruling] {
        if (const auto* refused = std::get_if<Problem>(ruling.get())) return tell(*refused);
        if (const auto* wait = std::get_if<Wait>(ruling.get())) {
          return context_->ports.after(wait->for_ms, [self = shared_from_this()] { self->take_turn(); });
        }
        SavedValues saved = saved_for_call();
        for (const auto& [name, value] : std::get<Turn>(*ruling).code.saved) saved.insert_or_assign(name, value);
        ask_api(saved);
      });
}

void Call::begin_other() {
  const auto refused = std::make_shared<std::optional<Problem>>();
  transact(
      keys_of(session_key(asked_.token)),
      [this, self = shared_from_this(), refused](const Store::Records& records) {
        const WallTime now = context_->ports.now();
        auto session = copy_of<SessionRecord>(records[0]);
        if (!session) {
          *refused = session_ended();
          return Change{};
        }
        const bool before_send = session->number.empty() || flow_->before_send.contains(asked_.api);
        const std::optional<E164> claimed = claimed_number();
        number_ = !before_send ? session->number : claimed ? claimed->text() : std::string{};
        *refused = check_order(*session);
        if (!*refused) *refused = begin_call(*session, flow_->limits, now);
        if (*refused) return Change{};
        const Milliseconds life = session->ends - now;
        Write kept{std::move(*session), life};
        session_ = held_as<SessionRecord>(kept.value);
        return Change{writes_of(std::move(kept)), {}};
      },
      [this, refused] {
        if (*refused) return tell(**refused);
        ask_api(saved_for_call());
      });
}

}  // namespace ringback::relay
