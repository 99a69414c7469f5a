// The flow files that a relay serves, each read again when it changed on disk.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "flow/pattern_check.hpp"
#include "relay/log.hpp"
#include "relay/relay_flow.hpp"

namespace ringback::relay {

class FlowShelf {
 public:
  struct Options {
    std::vector<std::filesystem::path> files;  // each is called as its file, without ".json"
    Secrets secrets;
    Limits limits;
    // Points the provider's URLs at the sandbox, and gives every secret a worthless value; empty: the real ones.
    std::string sandbox_url;
    Log log;  // of a flow that was broken since, once an edit; may be none
    flow::PatternFault pattern_fault = nullptr;
  };
  // The error lists what is wrong with each file, a line each.
  static Result<std::shared_ptr<FlowShelf>> make(Options options);

  // An error for a flow whose file was broken since; null when there is none of this name. Safe from many threads.
  Result<std::shared_ptr<const RelayFlow>> find(std::string_view id);

  // As find() left it, without a look at its file; null where find() gives an error.
  std::shared_ptr<const RelayFlow> last_found(std::string_view id) const;

  // Whether the browser calls its APIs itself, since its file says "accept_public_secrets": the file's path, else empty.
  std::filesystem::path direct_file(std::string_view id) const;

  std::vector<std::string> names() const;

 private:
  explicit FlowShelf(Options options) : options_{std::move(options)} {}
  struct Place {
    std::filesystem::path file;
    bool direct = false;
    std::filesystem::file_time_type written{};
    std::uintmax_t size = 0;
    bool settled = false;  // written long enough before it was read
    std::chrono::steady_clock::time_point read_at{};
    std::shared_ptr<const RelayFlow> flow;  // the last without a fault; null where it is direct
    std::string fault;
  };
  bool may_have_changed(const Place& place) const;
  void read(const std::string& id, Place& place) const;

  Options options_;
  mutable std::mutex mutex_;
  std::map<std::string, Place, std::less<>> places_;
};

}  // namespace ringback::relay
