#include "relay/static_files.hpp"

#include <array>
#include <cctype>

#include "base/hex.hpp"
#include "relay/digest.hpp"
#include "relay/files.hpp"

namespace ringback::relay {
namespace {

struct FileType {
  std::string_view extension;
  std::string_view content_type;
};
constexpr std::array<FileType, 9> kFileTypes{{{".js", "text/javascript; charset=utf-8"},
                                              {".mjs", "text/javascript; charset=utf-8"},
                                              {".wasm", "application/wasm"},
                                              {".json", "application/json"},
                                              {".html", "text/html; charset=utf-8"},
                                              {".css", "text/css; charset=utf-8"},
                                              {".svg", "image/svg+xml"},
                                              {".png", "image/png"},
                                              {".txt", "text/plain; charset=utf-8"}}};

std::string_view content_type_of(std::string_view name) {
  for (const FileType& type : kFileTypes) {
    if (name.size() > type.extension.size() && name.ends_with(type.extension)) return type.content_type;
  }
  return {};
}

bool is_plain_path(std::string_view path) {
  char before = '/';
  for (const char c : path) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' || c == '/';
    if (!plain || (before == '/' && (c == '.' || c == '/'))) return false;
    before = c;
  }
  return before != '/';
}

// "gzip, br;q=1.0": names a coding and doesn't forbid it with q=0.
bool accepts(const Request& request, std::string_view coding) {
  const std::string_view accepted = request.header("accept-encoding");
  const std::size_t at = accepted.find(coding);
  if (at == std::string_view::npos) return false;
  const std::string_view rest = accepted.substr(at + coding.size(), accepted.find(',', at) - at - coding.size());
  return rest.find("q=0") == std::string_view::npos || rest.find("q=0.") != std::string_view::npos;
}

}  // namespace

std::string etag_of(std::string_view bytes) { return "W/\"" + hex_of(sha256(bytes).substr(0, 12)) + '"'; }

bool already_has(const Request& request, std::string_view etag) {
  const std::string_view known = request.header("if-none-match");
  return known == "*" || known.find(etag) != std::string_view::npos;
}

Response static_file(const std::filesystem::path& folder, std::string_view relative, const Request& request,
                     const api::Headers& extra) {
  const std::string_view type = content_type_of(relative);
  Result<std::string> bytes = Error{"not a name that is looked up"};
  if (!type.empty() && is_plain_path(relative)) bytes = read_file(folder / relative);
  if (!bytes) return problem(404, "not-found", "No such file", "There is no file " + request.path + " here.");

  const std::string etag = etag_of(*bytes);
  Response response{200, extra, ""};
  // "no-cache": kept, but asked for each time, so that a new build is seen at the next reload.
  response.headers.push_back({"Cache-Control", "no-cache"});
  response.headers.push_back({"ETag", etag});
  response.headers.push_back({"Vary", "Accept-Encoding"});
  response.headers.push_back({"Content-Type", std::string{type}});
  if (already_has(request, etag)) {
    response.status = 304;
    return response;
  }
  struct Coding {
    const char *name, *extension;
  };
  for (const Coding coding : {Coding{"br", ".br"}, Coding{"gzip", ".gz"}}) {
    if (!accepts(request, coding.name)) continue;
    auto compressed = read_file(folder / (std::string{relative} + coding.extension));
    if (!compressed) continue;
    bytes = std::move(compressed);
    response.headers.push_back({"Content-Encoding", coding.name});
    break;
  }
  response.body = std::move(*bytes);
  return response;
}

}  // namespace ringback::relay
