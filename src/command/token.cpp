// ringback token verify: a proof against a relay's published keys, as a back end checks it.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cctype>
#include <iostream>
#include <iterator>
#include <memory>

#include "command/commands.hpp"
#include "command/fetch.hpp"
#include "relay/files.hpp"
#include "relay/proof.hpp"

namespace ringback::command {
namespace {

struct TokenArguments {
  std::string token, keys, issuer, audience;
};

Result<Json> key_set(const std::string& place) {
  const bool is_url = place.starts_with("https://") || place.starts_with("http://");
  auto text = is_url ? fetch(place) : relay::read_file(place);
  if (!text) return Error{is_url ? text.error().message : place + ": " + text.error().message};
  auto parsed = parse_json(*text);
  if (const Json* keys = std::get_if<Json>(&parsed)) return *keys;
  return Error{place + " isn't JSON, expected a JSON Web Key Set (RFC 7517)"};
}

Result<Json> verify(TokenArguments& arguments) {
  if (arguments.token == "-") arguments.token.assign(std::istreambuf_iterator<char>{std::cin}, {});
  while (!arguments.token.empty() && std::isspace(static_cast<unsigned char>(arguments.token.back()))) {
    arguments.token.pop_back();
  }
  auto keys = key_set(arguments.keys);
  if (!keys) return keys;
  auto claims = relay::check_proof(arguments.token, *keys, relay::system_wall_time());
  if (!claims) return claims;
  const auto expect = [&](const char* claim, const std::string& expected) -> std::string {
    const Json* found = find_by_pointer(*claims, std::string{"/"} + claim);
    if (expected.empty() || (found && text_of(*found) == expected)) return {};
    return std::string{"its \""} + claim + "\" is " + (found ? dump_json(*found) : "missing") + ", expected \"" +
           expected + "\"";
  };
  for (const std::string& fault : {expect("iss", arguments.issuer), expect("aud", arguments.audience)}) {
    if (!fault.empty()) return Error{fault};
  }
  return claims;
}

int run(TokenArguments& arguments) {
  const auto claims = verify(arguments);
  if (!claims) {
    std::cerr << "ringback: not valid: " << claims.error().message << '\n';
    return 1;
  }
  std::cout << claims->dump(2) << '\n';
  return 0;
}

}  // namespace

void add_token(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<TokenArguments>();
  CLI::App* token = program.add_subcommand("token", "Proofs of verified numbers");
  token->require_subcommand(1);
  CLI::App* command =
      token->add_subcommand("verify", "Check a proof and print its claims; exit status 1 when it isn't valid");
  command->add_option("TOKEN", arguments->token, "The proof; - reads it from standard input")->required();
  command->add_option("--jwks", arguments->keys, "The relay's /.well-known/jwks.json, or a file with it")
      ->required()
      ->type_name("URL");
  command->add_option("--issuer", arguments->issuer, "What its \"iss\" must be: the relay's URL")->type_name("URL");
  command->add_option("--audience", arguments->audience, "What its \"aud\" must be: your page's origin")
      ->type_name("ORIGIN");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace ringback::command
