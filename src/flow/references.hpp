// Which attributes and secrets a template, a body, an API definition or a flow refers to.
#pragma once

#include <set>
#include <string>

#include "flow/flow.hpp"

namespace ringback::flow {

using Names = std::set<std::string, std::less<>>;

void add_references(const TextTemplate& text, Names& names);
void add_references(const api::BodyValue& value, Names& names);

// In URL, headers and body. Not what the answer is saved to.
Names references_of(const api::Definition& definition);

// The NAMEs of every {{secret.NAME}} of its APIs.
Names secrets_of(const Flow& flow);

}  // namespace ringback::flow
