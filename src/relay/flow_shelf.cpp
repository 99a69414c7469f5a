#include "relay/flow_shelf.hpp"

#include <sstream>

#include "flow/flow_file.hpp"
#include "flow/references.hpp"
#include "relay/files.hpp"
#include "relay/published_flow.hpp"

namespace ringback::relay {
namespace {

std::string with_path(const std::filesystem::path& path, const std::string& faults) {
  std::istringstream lines{faults};
  std::string message;
  for (std::string line; std::getline(lines, line);) {
    message += (message.empty() ? "" : "\n") + path.string() + ": " + line;
  }
  return message;
}

bool says_direct(std::string_view text) {
  auto parsed = parse_json(text);
  const Json* flow = std::get_if<Json>(&parsed);
  const Json* accepted = flow ? find_by_pointer(*flow, "/accept_public_secrets") : nullptr;
  return accepted && *accepted == Json(true);
}

Secrets worthless_secrets(const flow::Flow& flow) {
  Secrets secrets;
  for (const std::string& name : flow::secrets_of(flow)) secrets.emplace(name, Secret{"sandbox-" + name});
  return secrets;
}

// While a file is being written it may be read half, or empty, and its time may not change any more.
constexpr auto kSettles = std::chrono::seconds{2};
constexpr auto kLookAgain = std::chrono::milliseconds{100};

}  // namespace

bool FlowShelf::may_have_changed(const Place& place) const {
  std::error_code missing, no_size;
  const auto written = std::filesystem::last_write_time(place.file, missing);
  const auto size = std::filesystem::file_size(place.file, no_size);
  if (missing || no_size || written != place.written || size != place.size) return true;
  return !place.settled && std::chrono::steady_clock::now() - place.read_at >= kLookAgain;
}

void FlowShelf::read(const std::string& id, Place& place) const {
  std::error_code ignored;
  place.written = std::filesystem::last_write_time(place.file, ignored);
  place.size = std::filesystem::file_size(place.file, ignored);
  place.settled = std::filesystem::file_time_type::clock::now() - place.written > kSettles;
  place.read_at = std::chrono::steady_clock::now();
  auto text = read_file(place.file);
  if (!text) {
    place.settled = false;  // what is mended about it, its rights say, needn't change its time
    place.fault = text.error().message;
    return;
  }
  place.direct = says_direct(*text);
  if (place.direct) place.flow = nullptr;
  // As it was written: what is changed for the sandbox has lost what was in it twice.
  const flow::FlowFile written = flow::parse_flow(*text, flow::Audience::relay);
  if (written.has_errors()) {
    place.fault = flow::error_lines(written.diagnostics);
    return;
  }
  place.fault = flow::error_lines(flow::pattern_faults(*written.flow, options_.pattern_fault));
  const auto refused = [&](const Error& error) { place.fault += (place.fault.empty() ? "" : "\n") + error.message; };
  const bool sandbox = !options_.sandbox_url.empty();
  if (place.direct) {
    const auto checked = sandbox ? flow_for_sandbox(*text, options_.sandbox_url) : flow_for_browser(*text);
    if (!checked) refused(checked.error());
    return;
  }
  if (sandbox) {
    auto parsed = parse_json(*text);
    Json& flow = *std::get_if<Json>(&parsed);
    point_at_sandbox(flow, options_.sandbox_url);
    *text = dump_json(flow);
  }
  auto made =
      make_relay_flow(id, *text, sandbox ? worthless_secrets(*written.flow) : options_.secrets, options_.limits);
  if (!made) return refused(made.error());
  if (place.fault.empty()) place.flow = *made;
}

Result<std::shared_ptr<FlowShelf>> FlowShelf::make(Options options) {
  std::shared_ptr<FlowShelf> shelf{new FlowShelf{std::move(options)}};
  if (shelf->options_.files.empty()) return Error{"no flow to serve"};
  std::string faults;
  const auto add = [&](const std::string& lines) { faults += (faults.empty() ? "" : "\n") + lines; };
  for (const std::filesystem::path& path : shelf->options_.files) {
    const std::string name = path.stem().string();
    if (!flow::is_flow_id(name)) {
      add(path.string() + ": its name becomes part of the URL, expected " + flow::flow_id_form());
      continue;
    }
    const auto [place, is_new] = shelf->places_.try_emplace(name);
    if (!is_new) {
      add(path.string() + ": another flow is called \"" + name + "\" already");
      continue;
    }
    place->second.file = path;
    shelf->read(name, place->second);
    if (!place->second.fault.empty()) add(with_path(path, place->second.fault));
  }
  if (!faults.empty()) return Error{faults};
  return shelf;
}

Result<std::shared_ptr<const RelayFlow>> FlowShelf::find(std::string_view id) {
  const std::lock_guard lock{mutex_};
  const auto found = places_.find(id);
  if (found == places_.end()) return std::shared_ptr<const RelayFlow>{};
  Place& place = found->second;
  if (may_have_changed(place)) {
    const std::string before = place.fault;
    read(found->first, place);
    if (options_.log && !place.fault.empty() && place.fault != before) {
      options_.log("bad-flow", {{"flow", std::string{id}}, {"detail", place.fault}});
    }
  }
  if (!place.fault.empty()) return Error{place.fault};
  return place.flow;
}

std::shared_ptr<const RelayFlow> FlowShelf::last_found(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = places_.find(id);
  return found != places_.end() ? found->second.flow : nullptr;
}

std::filesystem::path FlowShelf::direct_file(std::string_view id) const {
  const std::lock_guard lock{mutex_};
  const auto found = places_.find(id);
  return found != places_.end() && found->second.direct ? found->second.file : std::filesystem::path{};
}

std::vector<std::string> FlowShelf::names() const {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> names;
  for (const auto& [name, place] : places_) names.push_back(name);
  return names;
}

}  // namespace ringback::relay
