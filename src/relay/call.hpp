// One call of an API through the relay, from what a browser asks to what it is told. The order of things is here, what
// is allowed in rules.hpp, what goes to the API and what its answer means in api/call.hpp.
//
//   send    count it, take its key ─▶ the API ─▶ keep what it saved, answer under the key
//   verify  take an attempt and its key ─▶ wait for its turn ─▶ the API ─▶ proof, answer under the key
//   other   count it ─▶ the API ─▶ keep what it saved
//
// call_admission.cpp is before the API, call_upstream.cpp asks it, call_outcome.cpp is after it.
// What counts is written before the API is asked, so a relay that dies in between has counted too much, never too little.
#pragma once

#include <memory>
#include <string>

#include "api/call.hpp"
#include "relay/calls.hpp"
#include "relay/problem.hpp"
#include "relay/records.hpp"
#include "relay/store.hpp"

namespace ringback::relay {

struct Asked {
  std::string token;
  std::string api;
  Json attributes;  // as the browser claims
  std::string key;  // Idempotency-Key, or one that nobody else has
  std::string prefix;
};

// Beyond the API's deadline: by then whoever took a key has answered, or is gone.
inline constexpr Milliseconds kLeaseMargin{5'000};

// Of a label or a log: "send", "verify" or "other".
std::string_view name_of(api::Role role);

class Call : public std::enable_shared_from_this<Call> {
 public:
  Call(std::shared_ptr<const CallsContext> context, Asked asked, Respond respond);
  ~Call();
  // `respond` is called once, later or before it returns.
  void start();

 private:
  void find_flow();
  std::optional<Problem> check_attributes();
  // Whether the calls that come before this one succeeded, for this number where they were about one.
  std::optional<Problem> check_order(const SessionRecord& session) const;
  std::optional<Problem> check_number();
  std::optional<Problem> check_code() const;

  void begin_send();
  void begin_verify();
  void begin_other();
  void take_turn();
  // Whether an earlier request had this key, and was dealt with.
  enum class Earlier { none, answered };
  Earlier deal_with_earlier(const std::optional<KeyRecord>& before);
  KeyRecord taken_key() const;

  std::string upstream_key() const;
  // What APIs saved in this session, as far as it is of this call's number.
  SavedValues saved_for_call() const;
  void ask_api(const SavedValues& saved);
  void finish(api::CallResult result);
  void finish_send();
  void finish_verify();
  void finish_other();
  void tell_result();

  // Runs `decide` as a transaction; then `after` unless the store failed or somebody was told something already.
  void transact(std::vector<std::string> keys, std::function<Change(const Store::Records&)> decide,
                std::function<void()> after);

  void tell(Response response);
  void tell(const Problem& problem);
  void tell_store_trouble();
  Response outcome_response(Json::object_t extra) const;
  // Keeps that this API said yes, if another waits for that.
  void pass(SessionRecord& session) const;
  // Keeps what this send or verify saved for the APIs that are given it.
  void hand_on(SessionRecord& session) const;
  bool is_about_the_number() const;
  std::optional<E164> claimed_number() const;
  void note(std::string_view outcome) const;
  std::string country() const;

  std::shared_ptr<const CallsContext> context_;
  Asked asked_;
  Respond respond_;
  bool told_ = false;
  bool asked_api_ = false;

  std::shared_ptr<const RelayFlow> flow_;
  const api::Definition* definition_ = nullptr;
  std::shared_ptr<const SessionRecord> session_;  // as last read
  api::CallResult result_;                        // what the API answered
  std::string number_;  // E.164: of this send, where the code to verify went, or what another API is given
  std::string fingerprint_;
  WallTime started_{};
  WallTime began_{};  // when this send was counted
  int tries_ = 0;
};

}  // namespace ringback::relay
