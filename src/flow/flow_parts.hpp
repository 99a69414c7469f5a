// The two big parts of a flow file, read one entry at a time. Inside of flow/ only.
#pragma once

#include <optional>
#include <string>

#include "flow/flow.hpp"
#include "flow/flow_reader.hpp"

namespace ringback::flow {

// Whether the file's APIs have URLs, headers and bodies, or a relay that knows them.
enum class ApisLive { in_the_file, behind_a_relay };

api::Definition read_api(FlowReader& reader, const std::string& id, const Json& value, const std::string& pointer,
                         ApisLive where);

// Nothing when the type isn't known, which is reported.
std::optional<Node> read_node(FlowReader& reader, const Json& value, const std::string& pointer);

}  // namespace ringback::flow
