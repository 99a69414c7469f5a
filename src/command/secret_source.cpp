#include "command/secret_source.hpp"

#include <cstdlib>

#include "flow/references.hpp"
#include "relay/files.hpp"

namespace ringback::command {
namespace {

const char* from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value && *value ? value : nullptr;
}

}  // namespace

Result<Secret> read_secret(const std::filesystem::path& path) {
  auto text = relay::read_file(path);
  if (!text) return Error{path.string() + ": " + text.error().message};
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  if (text->empty()) return Error{path.string() + " is empty, expected a secret"};
  return Secret{std::move(*text)};
}

Result<std::optional<Secret>> find_secret(const std::string& name) {
  if (const char* value = from_environment(name)) return std::optional{Secret{value}};
  std::filesystem::path file;
  if (const char* named = from_environment(name + "_FILE")) {
    file = named;
  } else if (const char* folder = from_environment("CREDENTIALS_DIRECTORY")) {
    std::error_code ignored;
    if (std::filesystem::path credential = std::filesystem::path{folder} / name;
        std::filesystem::exists(credential, ignored)) {
      file = std::move(credential);
    }
  }
  if (file.empty()) return std::optional<Secret>{};
  auto read = read_secret(file);
  if (!read) return Error{"the secret " + name + ": " + read.error().message};
  return std::optional{std::move(*read)};
}

Result<Secrets> find_secrets(const flow::Flow& flow) {
  Secrets secrets;
  std::string faults;
  for (const std::string& name : flow::secrets_of(flow)) {
    auto found = find_secret(name);
    if (!found) {
      faults += (faults.empty() ? "" : "\n") + found.error().message;
    } else if (*found) {
      secrets.emplace(name, std::move(**found));
    }
  }
  if (!faults.empty()) return Error{faults};
  return secrets;
}

Result<Secrets> require_secrets(const flow::Flow& flow) {
  auto secrets = find_secrets(flow);
  if (!secrets) return secrets;
  std::string missing;
  for (const std::string& name : flow::secrets_of(flow)) {
    if (!secrets->contains(name)) missing += (missing.empty() ? "" : ", ") + name;
  }
  if (missing.empty()) return secrets;
  return Error{"this flow needs " + missing + " in the environment; to try it without, use --sandbox"};
}

}  // namespace ringback::command
