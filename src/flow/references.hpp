// Which attributes, secrets and APIs a template, a body, an API definition or a flow refers to.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "flow/flow.hpp"

namespace ringback::flow {

using Names = std::set<std::string, std::less<>>;

void add_references(const TextTemplate& text, Names& names);
void add_references(const api::BodyValue& value, Names& names);

// In URL, headers and body. Not what the answer is saved to.
Names references_of(const api::Definition& definition);

// The NAMEs of every {{secret.NAME}} of its APIs.
Names secrets_of(const Flow& flow);

// Ids of the APIs that this one comes after ("after"), directly or not; itself among them where they run in a circle. One that
// the flow doesn't have is named and leads nowhere.
Names apis_before(const Flow& flow, std::string_view id);

}  // namespace ringback::flow
