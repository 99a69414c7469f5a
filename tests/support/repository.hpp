// Where the repository lies. Said by one file of its own: in every test's command line it would hide them all from ccache in
// another clone.
#pragma once

#include <string>

namespace ringback::testing {

// The path of a file in it: in_repository("assets/flows/verify-phone.json").
std::string in_repository(const std::string& path);

}  // namespace ringback::testing
