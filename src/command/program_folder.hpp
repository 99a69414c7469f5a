#pragma once

#include <filesystem>

namespace ringback::command {

// The folder of this program: where the artefacts and locales lie unless --dist says otherwise.
std::filesystem::path program_folder();

}  // namespace ringback::command
