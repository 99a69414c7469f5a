#include "command/terminal_chat.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <ostream>

#include "command/phone_entry.hpp"

namespace ringback::command {
namespace {

using chat::Composer;

constexpr std::size_t kMaximumLine = 4'096;  // the rest of a longer line is dropped

constexpr std::string_view kBot = "\x1b[1m";
constexpr std::string_view kVisitor = "\x1b[36m";
constexpr std::string_view kAlert = "\x1b[31m";
constexpr std::string_view kDim = "\x1b[2m";

// What a flow or a server says can hold control characters; a terminal would obey them. Those of C1 (U+0080 to U+009F) are
// two bytes in UTF-8.
std::string printable(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const bool c1 = byte(i) == 0xC2 && i + 1 < text.size() && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9F;
    safe += c1 || byte(i) < 0x20 || byte(i) == 0x7F ? ' ' : text[i];
    i += c1 ? 1 : 0;
  }
  return safe;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool waits_for_a_line(const Composer& composer) {
  return composer.kind != Composer::Kind::none && composer.kind != Composer::Kind::restart;
}

}  // namespace

TerminalChat::TerminalChat(chat::Chat& chat, api::Http& http, const Clock& clock, native::EventLoop& loop,
                           std::ostream& output, TerminalOptions options)
    : chat_{chat}, http_{http}, clock_{clock}, loop_{loop}, output_{output}, options_{std::move(options)} {}

TerminalChat::End TerminalChat::play() {
  handle(flow::Started{});
  for (;;) {
    const chat::Conversation& conversation = chat_.conversation();
    if (conversation.outcome) {
      return *conversation.outcome == flow::EndOutcome::verified ? End::verified : End::not_verified;
    }
    const bool wants_line = waits_for_a_line(conversation.composer);
    if (!wants_line && !conversation.busy) return End::not_verified;  // the flow is broken, and has said so
    std::string line;
    if (wants_line && next_line(line)) {
      if (take_line(std::move(line)) == Going::quit) return End::not_verified;
      continue;
    }
    if (wants_line && input_ended_) return End::not_verified;
    const int input = wants_line ? options_.input : -1;
    switch (loop_.wait(clock_, chat_.next_deadline(clock_.now()), input)) {
      case native::EventLoop::Woken::by_descriptor: read_input(); break;
      case native::EventLoop::Woken::by_deadline: handle(flow::TimePassed{}); break;
      case native::EventLoop::Woken::by_work: break;
    }
  }
}

void TerminalChat::handle(const chat::Event& event) {
  chat::Effects effects = chat_.handle(event, clock_.now());
  show();
  for (const chat::PageEvent& page_event : effects.events) {
    if (page_event.name != "error") continue;
    const Json* message = find_by_pointer(page_event.detail, "/message");
    const Json* code = find_by_pointer(page_event.detail, "/code");
    note("[" + (code ? text_of(*code) : "error") + "] " + (message ? text_of(*message) : ""));
  }
  for (api::TryToSend& to_send : effects.requests) {
    http_.send(std::move(to_send.request), [this, id = to_send.try_id](api::HttpAnswer answer) {
      handle(chat::HttpAnswered{id, std::move(answer)});
    });
  }
}

// ---- what the visitor enters

TerminalChat::Going TerminalChat::take_line(std::string line) {
  line = trimmed(line);
  alert_is_new_ = true;
  if (line.size() > 1 && line.front() == '/') return take_command(line);
  enter(line);
  return Going::on;
}

TerminalChat::Going TerminalChat::take_command(const std::string& command) {
  const Composer& composer = chat_.conversation().composer;
  if (command == "/quit") return Going::quit;
  if (command == "/resend" && composer.can_resend) {
    const int seconds = chat::Chat::seconds_until(composer.resend_at, clock_.now());
    if (seconds == 0) {
      handle(flow::ResendRequested{});
    } else {
      note(chat_.phrasebook().say("resend_in", {{"time", chat::Chat::time_text(seconds)}}));
    }
  } else if (command == "/change" && composer.can_change_number) {
    handle(flow::ChangeRequested{});
  } else if (command == "/retry" && composer.kind == Composer::Kind::retry) {
    handle(flow::RetryRequested{});
  } else {
    std::string possible = "/quit";
    if (composer.can_resend) possible += " /resend";
    if (composer.can_change_number) possible += " /change";
    if (composer.kind == Composer::Kind::retry) possible += " /retry";
    note("Possible now: " + possible);
  }
  return Going::on;
}

void TerminalChat::enter(const std::string& line) {
  const Composer& composer = chat_.conversation().composer;
  switch (composer.kind) {
    case Composer::Kind::phone: {
      // An empty line takes the number that is there for editing.
      const std::string& typed = line.empty() ? composer.initial_text : line;
      const std::string& region = composer.default_country.empty() ? options_.default_region : composer.default_country;
      auto read = read_phone(typed, region);
      if (auto* entered = std::get_if<flow::PhoneEntered>(&read)) return handle(std::move(*entered));
      return handle(chat::PhoneRefused{std::get<flow::Refusal>(read)});
    }
    case Composer::Kind::code:
    case Composer::Kind::text:
    case Composer::Kind::email:
    case Composer::Kind::number: return handle(flow::TextEntered{line});
    case Composer::Kind::choice: return enter_choice(line);
    case Composer::Kind::retry: return handle(flow::RetryRequested{});
    case Composer::Kind::none:
    case Composer::Kind::restart: break;
  }
}

// By its number, or by its label.
void TerminalChat::enter_choice(const std::string& line) {
  const std::vector<std::string>& choices = chat_.conversation().composer.choices;
  const auto label = std::find(choices.begin(), choices.end(), line);
  std::size_t index = static_cast<std::size_t>(label - choices.begin());
  if (label == choices.end()) {
    std::size_t number = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
    if (read.ec != std::errc{} || read.ptr != line.data() + line.size() || number < 1 || number > choices.size()) {
      return note("Please enter a number from 1 to " + std::to_string(choices.size()) + ".");
    }
    index = number - 1;
  }
  handle(flow::ChoiceMade{index});
}

// ---- what the visitor sees

void TerminalChat::show() {
  const chat::Conversation& conversation = chat_.conversation();
  // Starting over empties the transcript.
  if (conversation.transcript.empty()) shown_message_ = 0;
  for (const chat::Message& message : conversation.transcript) {
    if (message.id <= shown_message_) continue;
    shown_message_ = message.id;
    if (message.from == chat::Sender::bot) {
      print(kBot, "• " + printable(message.text));
    } else if (options_.look == Look::plain) {
      print(kVisitor, "> " + printable(message.text));  // on a terminal it stands there as typed
    }
  }
  show_composer();
  show_busy(conversation.busy);
  output_.flush();
}

void TerminalChat::show_composer() {
  const Composer& composer = chat_.conversation().composer;
  const bool is_new = composer.kind != shown_.kind || composer.node != shown_.node;
  if (is_new && waits_for_a_line(composer)) {
    if (!composer.consent.empty()) print(kDim, "  " + printable(composer.consent));
    for (std::size_t i = 0; i < composer.choices.size(); ++i) {
      print({}, "  " + std::to_string(i + 1) + ") " + printable(composer.choices[i]));
    }
    if (!composer.initial_text.empty()) print(kDim, "  Enter: " + printable(composer.initial_text));
    if (composer.kind == Composer::Kind::retry) print(kDim, "  Enter: " + chat_.phrasebook().say("try_again"));
    std::string ways;
    if (composer.can_resend) ways += "  /resend: " + chat_.phrasebook().say("resend_code");
    if (composer.can_change_number) ways += "  /change: " + chat_.phrasebook().say("change_number");
    if (!ways.empty()) print(kDim, ways);
  }
  // A countdown inside the alert changes it each second; people get it once.
  if (!composer.alert.empty() && (is_new || alert_is_new_ || shown_.alert.empty())) {
    print(kAlert, "! " + printable(composer.alert));
    alert_is_new_ = false;
  }
  shown_ = composer;
}

void TerminalChat::show_busy(bool busy) {
  if (options_.look == Look::plain || busy == busy_shown_) return;
  output_ << (busy ? "\x1b[2m…\x1b[0m" : "\r\x1b[K");
  busy_shown_ = busy;
}

void TerminalChat::note(const std::string& text) {
  print(kDim, "  " + printable(text));
  show_busy(chat_.conversation().busy);
  output_.flush();
}

void TerminalChat::print(std::string_view style, const std::string& text) {
  show_busy(false);
  const bool styled = options_.look == Look::terminal && !style.empty();
  if (styled) output_ << style;
  output_ << text;
  if (styled) output_ << "\x1b[0m";
  output_ << '\n';
}

// ---- lines

bool TerminalChat::next_line(std::string& line) {
  const std::size_t end = buffered_.find('\n');
  if (end == std::string::npos) {
    // The last line needs no line feed.
    if (!input_ended_ || buffered_.empty()) return false;
    line = std::exchange(buffered_, {});
  } else {
    line = buffered_.substr(0, end);
    buffered_.erase(0, end + 1);
  }
  return true;
}

void TerminalChat::read_input() {
  std::array<char, 1'024> bytes{};
  const ssize_t count = ::read(options_.input, bytes.data(), bytes.size());
  if (count > 0) {
    buffered_.append(bytes.data(), static_cast<std::size_t>(count));
    if (buffered_.size() > kMaximumLine && buffered_.find('\n') == std::string::npos) buffered_.resize(kMaximumLine);
  } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
    input_ended_ = true;
  }
}

}  // namespace ringback::command
