// ringback keys new: a signing key for the relay's proofs.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>

#include "command/commands.hpp"
#include "relay/proof.hpp"

namespace ringback::command {
namespace {

// For its owner alone, and never in place of a key that is there.
Result<std::monostate> write_key(const std::filesystem::path& path, const Secret& key) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST)
      return Error{path.string() + " is there already, expected a new name: keys aren't overwritten"};
    return Error{path.string() + ": " + std::strerror(errno)};
  }
  const std::string_view text = key.reveal();
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = ::close(file) == 0;
  if (written && closed) return std::monostate{};
  const std::string why = std::strerror(errno);
  ::unlink(path.c_str());  // half a key is none, and the next try would find its name taken
  return Error{path.string() + ": " + why};
}

int make_key(const std::filesystem::path& out) {
  const Secret key = relay::new_signing_key();
  if (out.empty()) {
    std::cout << key.reveal();
    return 0;
  }
  const auto written = write_key(out, key);
  if (!written) {
    std::cerr << "ringback: " << written.error().message << '\n';
    return 1;
  }
  const auto signer = relay::ProofSigner::make({key});
  std::cout << out.string() << ": key " << text_of((*signer)->key_set().at("keys").at(0).at("kid")) << '\n';
  return 0;
}

}  // namespace

void add_keys(CLI::App& program, Action& chosen) {
  auto out = std::make_shared<std::filesystem::path>();
  CLI::App* keys = program.add_subcommand("keys", "Keys that sign the proofs");
  keys->require_subcommand(1);
  CLI::App* command =
      keys->add_subcommand("new", "A new P-256 key as PEM; RINGBACK_SIGNING_KEY_FILE names it to serve");
  command->add_option("--out", *out, "The file to write, for its owner alone (default: standard output)")
      ->type_name("FILE");
  command->callback([out, &chosen] { chosen = [out] { return make_key(*out); }; });
}

}  // namespace ringback::command
