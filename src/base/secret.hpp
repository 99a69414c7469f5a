// A secret can't be printed, logged, compared in variable time or turned into JSON by accident: reveal() is the one,
// easily searched, deliberate act.
#pragma once

#include <iosfwd>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace ringback {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_{std::move(value)} {}

  // The view lives as long as this object.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  // Constant time in the contents (not in the length).
  friend bool operator==(const Secret& a, const Secret& b);

  friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;
  friend void to_json(nlohmann::json&, const Secret&) = delete;

 private:
  std::string value_;
};

// By the NAME of {{secret.NAME}}.
using Secrets = std::map<std::string, Secret, std::less<>>;

}  // namespace ringback
