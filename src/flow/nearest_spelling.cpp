#include "flow/nearest_spelling.hpp"

#include <algorithm>
#include <cstddef>

#include "base/ascii.hpp"
#include "base/name.hpp"

namespace ringback::flow {
namespace {

// Optimal string alignment distance, three rows at a time. Both texts are at most kMaximumNameLength long.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest_spelling(std::string_view found, const std::vector<std::string_view>& candidates) {
  if (found.empty() || found.size() > kMaximumNameLength) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(found.size() / 3, 1) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(found.size(), candidate.size());
    const std::size_t shorter = std::min(found.size(), candidate.size());
    if (candidate.empty() || longer - shorter >= least || longer > kMaximumNameLength) continue;
    const std::size_t d = distance(found, candidate);
    if (d < least && d < longer) {
      least = d;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace ringback::flow
