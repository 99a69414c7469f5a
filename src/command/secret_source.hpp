// Where secrets come from: never from a flow or a configuration file, which people show around.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "flow/flow.hpp"

namespace ringback::command {

// The first of: the environment's NAME; the file that its NAME_FILE names (as Docker has secrets); NAME in the folder
// $CREDENTIALS_DIRECTORY (as systemd has them). A last line end of a file isn't part of it. None when there is none of
// them; the error says which file can't be read, or is empty.
Result<std::optional<Secret>> find_secret(const std::string& name);

// The same from a file.
Result<Secret> read_secret(const std::filesystem::path& path);

// What of the flow's secrets is there. The error is of files that can't be read.
Result<Secrets> find_secrets(const flow::Flow& flow);

// All of them. The error names those that aren't there.
Result<Secrets> require_secrets(const flow::Flow& flow);

}  // namespace ringback::command
