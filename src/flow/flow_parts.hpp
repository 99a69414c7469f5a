// The two big parts of a flow file, read one entry at a time. Inside of flow/ only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flow/flow.hpp"
#include "flow/flow_reader.hpp"

namespace ringback::flow {

// Whether the file's APIs have URLs, headers and bodies, or a relay that knows them.
enum class ApisLive { in_the_file, behind_a_relay };

api::Definition read_api(FlowReader& reader, const std::string& id, const Json& value, const std::string& pointer,
                         ApisLive where);

// Reports APIs that could never be called, since each waits for the other.
void check_order(FlowReader& reader, const Flow& flow);

// Nothing when the type isn't known, which is reported.
std::optional<Node> read_node(FlowReader& reader, const Json& value, const std::string& pointer);

// Those entries of a list that are objects of that shape; the others are reported. `take` gets an ObjectView.
template <class Take>
void read_objects(FlowReader& reader, const ObjectView& view, std::string_view key, const Shape& shape, Take take) {
  const Json* list = view.find(key);
  const auto* entries = list == nullptr ? nullptr : list->get_ptr<const Json::array_t*>();
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    const ObjectView each{(*entries)[i], pointer_to(view.pointer(key), std::to_string(i))};
    if (reader.check(each.json(), each.pointer(), {&shape})) take(each);
  }
}

}  // namespace ringback::flow
