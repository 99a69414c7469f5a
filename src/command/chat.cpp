// ringback chat: plays a flow in a terminal, with the real endpoints, a sandbox server's, or a sandbox inside.
#include <unistd.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "base/language_tag.hpp"
#include "command/commands.hpp"
#include "command/flow_argument.hpp"
#include "command/program_folder.hpp"
#include "command/sandbox_http.hpp"
#include "command/secret_source.hpp"
#include "command/terminal_chat.hpp"
#include "native/curl_http.hpp"
#include "native/pattern.hpp"
#include "native/plural.hpp"
#include "native/system_clock.hpp"
#include "relay/files.hpp"
#include "relay/random.hpp"

namespace ringback::command {
namespace {

constexpr std::size_t kSeedBytes = 16;

struct ChatArguments {
  std::filesystem::path flow;
  std::filesystem::path dist = program_folder();
  std::string base;
  std::string locale;
  bool sandbox = false;
};

// "de_DE.UTF-8" → "de-DE"; English where the environment says nothing.
std::string locale_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (!value || !*value) continue;
    std::string tag = std::string{value}.substr(0, std::string_view{value}.find_first_of(".@"));
    if (tag == "C" || tag == "POSIX") break;
    for (char& c : tag) c = c == '_' ? '-' : c;
    return tag;
  }
  return "en";
}

// "de-DE" → "DE", "de" → "".
std::string region_of(const std::string& locale) {
  const std::size_t dash = locale.rfind('-');
  return dash != std::string::npos && locale.size() == dash + 3 ? locale.substr(dash + 1) : "";
}

std::optional<Json> read_json(const std::filesystem::path& path) {
  const auto text = relay::read_file(path);
  if (!text) return std::nullopt;
  auto parsed = parse_json(*text);
  const Json* json = std::get_if<Json>(&parsed);
  return json ? std::optional{*json} : std::nullopt;
}

chat::Phrasebook phrasebook_for(const std::string& locale, const std::filesystem::path& folder) {
  const auto english = read_json(folder / "en.json");
  if (!english) std::cerr << "ringback: " << (folder / "en.json").string() << " is missing: sentences show as names\n";
  std::optional<Json> translations;
  for (std::string_view tag = locale; !tag.empty() && !translations; tag = wider_tag(tag)) {
    translations = read_json(folder / (std::string{tag} + ".json"));
  }
  chat::Phrasebook phrases{english.value_or(Json::object()), translations.value_or(Json::object())};
  phrases.set_plural_category(native::plural_category_of(locale));
  return phrases;
}

int play(const ChatArguments& arguments) {
  std::string base = arguments.sandbox ? std::string{kSandboxUrl} : arguments.base;
  while (!base.empty() && base.back() == '/') base.pop_back();
  const auto flow = read_flow(arguments.flow, base);
  if (!flow) return 1;
  auto secrets = require_secrets(*flow);
  if (!secrets) {
    std::cerr << "ringback: " << secrets.error().message << '\n';
    return 1;
  }
  const std::string locale = arguments.locale.empty() ? locale_of_environment() : arguments.locale;
  chat::ChatOptions chat_options;
  chat_options.locale = locale;
  chat_options.idempotency_seed = relay::random_hex(kSeedBytes);
  chat_options.matches = native::matches_pattern;
  chat_options.phrasebook = phrasebook_for(locale, arguments.dist / "locales");
  chat_options.secrets = std::move(*secrets);
  chat::Chat chat{flow, std::move(chat_options)};

  const native::SystemClock clock;
  native::EventLoop loop;
  TerminalChat* screen = nullptr;
  std::unique_ptr<api::Http> http;
  if (arguments.sandbox) {
    http = std::make_unique<SandboxHttp>(clock, loop, relay::real_sandbox_options(), [&](const auto& message) {
      screen->note("[SMS to " + message.to + "] " + message.text.substr(0, message.text.find('\n')));
    });
  } else {
    http = std::make_unique<native::CurlHttp>([&loop](std::function<void()> work) { loop.post(std::move(work)); });
  }
  const bool interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  TerminalChat terminal{chat, *http,     clock,
                        loop, std::cout, {STDIN_FILENO, interactive ? Look::terminal : Look::plain, region_of(locale)}};
  screen = &terminal;
  return terminal.play() == TerminalChat::End::verified ? 0 : 1;
}

}  // namespace

void add_chat(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<ChatArguments>();
  CLI::App* command = program.add_subcommand("chat", "Play a flow in this terminal; exit status 0 once verified");
  command->add_option("FLOW", arguments->flow, "A flow file")->required()->type_name("FILE");
  command
      ->add_option("--base", arguments->base,
                   "Call a sandbox server's endpoints, with worthless credentials, like http://127.0.0.1:8080/sandbox")
      ->type_name("URL");
  command->add_flag("--sandbox", arguments->sandbox, "Play the SMS provider too: no network, each SMS is shown")
      ->excludes("--base");
  command
      ->add_option("--locale", arguments->locale, "Language of the chat, like de or pt-BR (default: of this terminal)")
      ->type_name("TAG");
  command->add_option("--dist", arguments->dist, "The folder of the widget's files (default: of this program)")
      ->type_name("FOLDER");
  command->footer(
      "While it waits: /resend, /change, /retry, /quit. Secrets come from the environment, by their names.");
  command->callback([arguments, &chosen] { chosen = [arguments] { return play(*arguments); }; });
}

}  // namespace ringback::command
