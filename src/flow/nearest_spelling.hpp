// "did you mean …?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ringback::flow {

// The candidate that a slip of the finger turns into `found`: least Damerau-Levenshtein distance (optimal string
// alignment, without regard to case), at most a third of the length. Empty when none is near.
std::string_view nearest_spelling(std::string_view found, const std::vector<std::string_view>& candidates);

}  // namespace ringback::flow
