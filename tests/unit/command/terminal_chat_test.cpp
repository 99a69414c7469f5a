#include "command/terminal_chat.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "command/sandbox_http.hpp"
#include "flow/flow_file.hpp"
#include "support/simulated_clock.hpp"

using namespace ringback;
using command::TerminalChat;

namespace {

// A chat that is given all of its lines at once, and nothing else happens.
struct Played {
  std::string output;
  TerminalChat::End end = TerminalChat::End::not_verified;
};

Played play(const std::string& nodes, const std::string& lines, command::Look look = command::Look::plain) {
  const std::string file =
      R"({"version": 1, "title": "T", "start": "a", "attributes": {
          "phone": {"type": "phone"}, "name": {"type": "text"}, "color": {"type": "text"}}, "nodes": {)" +
      nodes + R"(, "good": {"type": "end", "outcome": "verified"}, "bad": {"type": "end", "outcome": "failed"}}})";
  const flow::FlowFile parsed = flow::parse_flow(file, flow::Audience::browser);
  for (const auto& diagnostic : parsed.diagnostics) UNSCOPED_INFO(diagnostic.to_string());
  REQUIRE(parsed.flow);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
  ::close(ends[1]);
  testing::SimulatedClock clock;
  native::EventLoop loop;
  command::SandboxHttp http{clock, loop, relay::real_sandbox_options(), [](const auto&) {}};
  chat::ChatOptions options;
  options.idempotency_seed = "0123456789abcdef0123456789abcdef";
  chat::Chat chat{parsed.flow, std::move(options)};
  std::ostringstream output;
  TerminalChat terminal{chat, http, clock, loop, output, {ends[0], look, "US"}};
  const TerminalChat::End end = terminal.play();
  ::close(ends[0]);
  return {output.str(), end};
}

constexpr const char* kAskPhone =
    R"("a": {"type": "input", "kind": "phone", "to": "phone", "text": "Number?", "next": "thanks"},
       "thanks": {"type": "message", "text": "Thanks, {{phone}}.", "next": "good"})";

constexpr const char* kAskColor =
    R"("a": {"type": "input", "kind": "choice", "to": "color", "text": "Which?", "next": "good", "choices": [
         {"label": "Red", "value": "red"}, {"label": "Blue", "value": "blue", "next": "bad"}]})";

}  // namespace

TEST_CASE("a number is read in the terminal's region and shown in international form") {
  const Played played = play(kAskPhone, "415 555 2671\n");
  CHECK(played.end == TerminalChat::End::verified);
  CHECK(played.output == "• Number?\n> +1 415-555-2671\n• Thanks, +1 415-555-2671.\n");
}

TEST_CASE("a refused number says so and asks again") {
  const Played played = play(kAskPhone, "12\n+14155552671\n");
  CHECK(played.end == TerminalChat::End::verified);
  CHECK(played.output.find("\n! refused.") != std::string::npos);
}

TEST_CASE("a choice is made by its number or its label") {
  CHECK(play(kAskColor, "1\n").end == TerminalChat::End::verified);
  CHECK(play(kAskColor, "Red\n").end == TerminalChat::End::verified);
  CHECK(play(kAskColor, "2\n").end == TerminalChat::End::not_verified);
}

TEST_CASE("choices are listed, and what is none of them asks again") {
  const Played played = play(kAskColor, "3\n0\ngreen\n1\n");
  CHECK(played.output.find("  1) Red\n  2) Blue\n") != std::string::npos);
  CHECK(played.output.find("from 1 to 2") != std::string::npos);
  CHECK(played.end == TerminalChat::End::verified);
}

TEST_CASE("the last line needs no line feed") { CHECK(play(kAskColor, "1").end == TerminalChat::End::verified); }

TEST_CASE("the input's end ends the chat unverified") {
  CHECK(play(kAskPhone, "").end == TerminalChat::End::not_verified);
}

TEST_CASE("/quit ends the chat unverified") {
  CHECK(play(kAskPhone, "/quit\n+14155552671\n").end == TerminalChat::End::not_verified);
}

TEST_CASE("a command that isn't possible now says which are") {
  CHECK(play(kAskPhone, "/resend\n").output.find("Possible now: /quit\n") != std::string::npos);
}

TEST_CASE("a flow's control characters don't reach the terminal") {
  const Played played = play(R"("a": {"type": "message", "text": "x\u001b]0;title\u0007y\u009b2Jé", "next": "good"})",
                             "", command::Look::terminal);
  CHECK(played.output.find("\x1b]") == std::string::npos);
  CHECK(played.output.find('\x07') == std::string::npos);
  CHECK(played.output.find("\xC2\x9B") == std::string::npos);
  CHECK(played.output.find("é") != std::string::npos);
}

TEST_CASE("a pipe gets no escape sequences") {
  CHECK(play(kAskPhone, "12\n").output.find('\x1b') == std::string::npos);
}
