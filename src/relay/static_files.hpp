// Files of one folder under one prefix of the URL: the artefacts, the locales, the demo page.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "relay/http.hpp"

namespace ringback::relay {

// Answers with the file that `relative` ("locales/de.json") names in `folder`, or 404. Only plain names are looked up:
// no hidden files, no "..", and no type that isn't in the table of static_files.cpp, so never the program beside them.
// A sibling ".br" or ".gz" goes out instead to those who take it. `extra` headers go with every answer.
Response static_file(const std::filesystem::path& folder, std::string_view relative, const Request& request,
                     const api::Headers& extra = {});

// A weak validator of some bytes (RFC 9110 section 8.8.3): they may be sent compressed or not.
std::string etag_of(std::string_view bytes);

// True when `request` already has what `etag` names: the answer is 304.
bool already_has(const Request& request, std::string_view etag);

}  // namespace ringback::relay
