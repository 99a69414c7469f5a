// What Ringback asks of a URL before it calls it, and the encodings that keep a visitor's text inside its place in it.
// Not a URL parser (WHATWG URL): it accepts a plain subset and refuses what two parsers could read in two ways.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ringback::api {

// RFC 3986 section 2.1: everything but unreserved characters as %XX.
std::string percent_encode(std::string_view text);

// application/x-www-form-urlencoded (WHATWG URL section 5): as percent_encode, with "+" for a blank.
std::string form_encode(std::string_view text);

// Where the authority ("user@host:port") of an absolute URL ends; npos while it may still go on. "https://a.b" may.
std::size_t authority_end(std::string_view url);

// "" when `url` may be called, else what is wrong with it, to be said after its name: absolute, https (or http to this
// very machine, for development), a plain host, no user name in it, no blanks and nothing that browsers would rewrite.
std::string_view url_fault(std::string_view url);

// "." and ".." as a segment of the path, also percent-encoded: a server would leave the path that was meant.
bool has_dot_segment(std::string_view url);

}  // namespace ringback::api
