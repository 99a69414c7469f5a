// A chat that outlives its page: the engine's state, the transcript, and a proof that nobody has been given yet.
#include <algorithm>

#include "chat/chat.hpp"

namespace ringback::chat {
namespace {

constexpr int kSnapshotVersion = 1;  // the engine's state has its own
constexpr Milliseconds kLongAgo{3'600'000};

const Json* member(const Json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

const std::string* text_member(const Json& object, const char* key) {
  const Json* found = member(object, key);
  return found == nullptr ? nullptr : found->get_ptr<const Json::string_t*>();
}

// Nullopt when any message is malformed.
std::optional<std::vector<Message>> read_transcript(const Json* saved, Instant at) {
  const auto* list = saved == nullptr ? nullptr : saved->get_ptr<const Json::array_t*>();
  if (list == nullptr || list->size() > kMaximumTranscript) return std::nullopt;
  std::vector<Message> transcript;
  for (const Json& entry : *list) {
    const std::string* from = text_member(entry, "from");
    const std::string* text = text_member(entry, "text");
    const std::string* node = text_member(entry, "node");
    if (from == nullptr || text == nullptr || node == nullptr) return std::nullopt;
    if (*from != "bot" && *from != "visitor") return std::nullopt;
    const auto id = static_cast<std::uint32_t>(transcript.size() + 1);
    transcript.push_back(Message{id, *from == "bot" ? Sender::bot : Sender::visitor, *text, *node, at});
  }
  return transcript;
}

}  // namespace

Json Chat::save(Instant now) const {
  Json::array_t transcript;
  for (const Message& message : conversation_.transcript) {
    const auto other = texts_to_store_.find(message.id);
    transcript.push_back(
        Json(Json::object_t{{"from", Json(message.from == Sender::bot ? "bot" : "visitor")},
                            {"text", Json(other == texts_to_store_.end() ? message.text : other->second)},
                            {"node", Json(message.node)}}));
  }
  Json::object_t saved;
  saved.emplace("version", Json(kSnapshotVersion));
  saved.emplace("engine", engine_.save(std::max(now, now_)));
  saved.emplace("transcript", Json(std::move(transcript)));
  if (proof_) saved.emplace("proof", Json(*proof_));
  if (relay_ && !relay_->session().empty()) {
    saved.emplace("session", Json(std::string{relay_->session().reveal()}));  // without it, a reload is another visitor
  }
  return Json(std::move(saved));
}

bool Chat::restore(const Json& saved, Instant now, Effects& effects) {
  const Json* version = member(saved, "version");
  const Json* engine_state = member(saved, "engine");
  if (version == nullptr || *version != Json(kSnapshotVersion) || engine_state == nullptr) return false;
  std::optional<std::vector<Message>> transcript = read_transcript(member(saved, "transcript"), now - kLongAgo);
  if (!transcript) return false;
  const std::string* proof = text_member(saved, "proof");
  if ((proof == nullptr) != (member(saved, "proof") == nullptr) ||
      (proof != nullptr && proof->size() > api::kMaximumProofBytes)) {
    return false;
  }

  const std::string* session = text_member(saved, "session");
  const bool session_saved = member(saved, "session") != nullptr;
  if (session_saved && (!relay_ || session == nullptr || !api::is_session_token(*session))) return false;

  flow::Commands resumed;
  std::optional<flow::Engine> engine = flow::Engine::restore(flow_, engine_options(), *engine_state, now, resumed);
  if (!engine) return false;
  engine_ = std::move(*engine);
  client_.clear();
  conversation_.transcript = std::move(*transcript);
  next_message_ = static_cast<std::uint32_t>(conversation_.transcript.size() + 1);
  texts_to_store_.clear();
  if (proof != nullptr) proof_ = *proof;
  if (session != nullptr) relay_->set_session(Secret{*session});
  now_ = now;
  go_on(resumed, effects);
  effects.changed = true;
  return true;
}

}  // namespace ringback::chat
