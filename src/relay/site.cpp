#include "relay/site.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "relay/files.hpp"
#include "relay/published_flow.hpp"
#include "relay/sandbox.hpp"
#include "relay/static_files.hpp"

namespace ringback::relay {
namespace {

constexpr const char* kSandboxPrefix = "/sandbox";
constexpr const char* kDemoFlow = "verify-phone";  // what web/demo/index.html embeds

// The strictest policy under which the widget works, so that the demo proves it. WebAssembly needs its own keyword.
constexpr const char* kDemoPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

using FlowFiles = std::map<std::string, std::filesystem::path, std::less<>>;

Result<std::string> publish(const std::filesystem::path& path, Provider provider, const std::string& origin) {
  auto text = read_file(path);
  if (!text) return text;
  return provider == Provider::sandbox ? flow_for_sandbox(*text, origin + kSandboxPrefix) : flow_for_browser(*text);
}

Response flow_response(const Request& request, const FlowFiles& flows, Provider provider) {
  const auto flow = flows.find(request.parameters.at("flow"));
  if (flow == flows.end()) {
    std::string known;
    for (const auto& [name, path] : flows) known += (known.empty() ? "" : ", ") + name;
    return problem(404, "not-found", "No such flow", "Flows here: " + known + ".");
  }
  const std::optional<std::string> origin = own_origin(request);
  if (!origin) return problem(400, "bad-request", "Bad request", "The Host header is missing or isn't a host name.");
  auto published = publish(flow->second, provider, *origin);
  if (!published) return problem(500, "bad-flow", "The flow has errors", published.error().message);

  const std::string etag = etag_of(*published);
  Response response{200, {{"Cache-Control", "no-cache"}, {"ETag", etag}}, ""};
  if (already_has(request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::move(*published);
  return response;
}

void add_artefacts(Router& router, const std::filesystem::path& dist) {
  // Any site may embed them, also one that isolates itself by Cross-Origin-Embedder-Policy.
  const api::Headers headers{{"Cross-Origin-Resource-Policy", "cross-origin"}};
  for (const char* name :
       {"ringback.js", "ringback-engine.js", "ringback-engine.wasm", "ringback-phone.js", "ringback-flags.svg"}) {
    router.add({"GET", std::string{"/"} + name, Cors::any_origin,
                [=](const Request& request, Respond respond) { respond(static_file(dist, name, request, headers)); }});
  }
  router.add({"GET", "/locales/{file}", Cors::any_origin, [=](const Request& request, Respond respond) {
                respond(static_file(dist / "locales", request.parameters.at("file"), request, headers));
              }});
}

// The languages that are there: ["ar","de","en"].
Response list_locales(const std::filesystem::path& locales) {
  std::vector<std::string> tags;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator{locales, ignored}) {
    if (file.path().extension() == ".json") tags.push_back(file.path().stem().string());
  }
  std::sort(tags.begin(), tags.end());
  return json_response(200, tags);
}

void add_demo(Router& router, const std::filesystem::path& dist, const FlowFiles& flows) {
  const std::filesystem::path demo = dist / "demo";
  const api::Headers headers{{"Content-Security-Policy", kDemoPolicy}, {"Referrer-Policy", "no-referrer"}};
  // The page embeds the shipped flow; when another one is served, its address says which.
  const std::string other = flows.contains(kDemoFlow) ? "" : flows.begin()->first;
  router.add({"GET", "/", Cors::same_origin, [=](const Request& request, Respond respond) {
                if (!other.empty() && !request.query.contains("flow")) {
                  return respond(Response{302, {{"Location", "/?flow=" + other}, {"Cache-Control", "no-store"}}, ""});
                }
                respond(static_file(demo, "index.html", request, headers));
              }});
  router.add({"GET", "/demo/locales.json", Cors::same_origin,
              [=](const Request&, Respond respond) { respond(list_locales(dist / "locales")); }});
  router.add({"GET", "/demo/*", Cors::same_origin, [=](const Request& request, Respond respond) {
                respond(static_file(demo, request.parameters.at("rest"), request, headers));
              }});
}

// The name in the URL: letters, digits, "-", "_" and "." need no escaping anywhere.
bool is_flow_name(const std::string& name) {
  return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
                              std::string::npos;
}

}  // namespace

Result<std::shared_ptr<const Router>> make_site(const SiteOptions& options) {
  FlowFiles flows;
  for (const std::filesystem::path& path : options.flows) {
    const std::string name = path.stem().string();
    if (!is_flow_name(name)) {
      return Error{path.string() +
                   ": its name becomes part of the URL; use letters, digits, \"-\", \"_\" and \".\" only"};
    }
    if (!flows.emplace(name, path).second) {
      return Error{path.string() + ": another flow is called \"" + name + "\" already"};
    }
    if (auto published = publish(path, options.provider, "http://127.0.0.1"); !published) {
      std::istringstream lines{published.error().message};
      std::string message;
      for (std::string line; std::getline(lines, line);) {
        message += (message.empty() ? "" : "\n") + path.string() + ": " + line;
      }
      return Error{message};
    }
  }
  if (flows.empty()) return Error{"no flow to serve"};

  const auto router = std::make_shared<Router>();
  router->add({"GET", "/healthz", Cors::same_origin, [](const Request&, Respond respond) {
                 respond(json_response(200, {{"status", "ok"}}));
               }});
  router->add({"GET", "/v1/flows/{flow}", Cors::any_origin,
               [flows, provider = options.provider](const Request& request, Respond respond) {
                 respond(flow_response(request, flows, provider));
               }});
  add_artefacts(*router, options.dist);
  if (options.provider == Provider::sandbox) {
    add_demo(*router, options.dist, flows);
    add_sandbox_routes(*router, std::make_shared<Sandbox>(real_sandbox_options()), kSandboxPrefix);
  }
  return std::shared_ptr<const Router>{router};
}

}  // namespace ringback::relay
