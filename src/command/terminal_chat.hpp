// One chat in a terminal or a pipe: lines in, lines out. The same chat::Chat as in a browser, drawn as text.
#pragma once

#include <iosfwd>
#include <string>

#include "api/http.hpp"
#include "base/time.hpp"
#include "chat/chat.hpp"
#include "native/event_loop.hpp"

namespace ringback::command {

enum class Look {
  plain,     // for pipes and files: no escape sequences, and what the visitor entered is shown too
  terminal,  // colours, and a typing indicator that goes away
};

struct TerminalOptions {
  int input = 0;  // descriptor of the visitor's lines; a line is taken when the chat waits for one
  Look look = Look::plain;
  std::string default_region;  // ISO 3166-1 alpha-2, where the flow names none
};

class TerminalChat {
 public:
  // Everything outlives this.
  TerminalChat(chat::Chat& chat, api::Http& http, const Clock& clock, native::EventLoop& loop, std::ostream& output,
               TerminalOptions options);

  enum class End { verified, not_verified };
  // Plays until the conversation is over, the visitor quits or the input ends.
  End play();

  // A line of its own, between those of the conversation.
  void note(const std::string& text);

 private:
  enum class Going { on, quit };
  void handle(const chat::Event& event);
  Going take_line(std::string line);
  Going take_command(const std::string& command);
  void enter(const std::string& line);
  void enter_choice(const std::string& line);

  void show();
  void show_composer();
  void show_busy(bool busy);
  void print(std::string_view style, const std::string& text);

  // A whole line of the input when there is one. `ended` when nothing more will come.
  bool next_line(std::string& line);
  void read_input();

  chat::Chat& chat_;
  api::Http& http_;
  const Clock& clock_;
  native::EventLoop& loop_;
  std::ostream& output_;
  TerminalOptions options_;

  std::string buffered_;
  bool input_ended_ = false;
  std::uint32_t shown_message_ = 0;
  chat::Composer shown_;
  bool alert_is_new_ = true;  // the visitor did something since the alert was shown
  bool busy_shown_ = false;
};

}  // namespace ringback::command
