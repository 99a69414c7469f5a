// Which JSON values an attribute of a declared type can hold.
#pragma once

#include "base/attributes.hpp"

namespace ringback::flow {

// text: any scalar, since providers write codes as numbers too. phone: an E.164 text. null fits nothing.
bool fits(AttributeType type, const Json& value);

// Whether a condition takes them for the same: as JSON, or as text where one of them is a text ("5" and 5).
bool same_value(const Json& a, const Json& b);

// A number, or a text that is a JSON number.
std::optional<double> number_in(const Json& value);

// 5 and not 5.0 where it is whole: what it is inserted into, and who gets it, may not take "5.0" for a count.
Json json_number(double number);

// With its international form when it has one. Precondition: `from` has it.
void copy_value(const Attributes& from, const std::string& name, Attributes& to);

}  // namespace ringback::flow
