// Which attributes a template, a body or an API definition refers to.
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

}  // namespace ringback::flow
