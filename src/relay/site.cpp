#include "relay/site.hpp"

#include <algorithm>
#include <optional>

#include "relay/calls.hpp"
#include "relay/files.hpp"
#include "relay/flow_shelf.hpp"
#include "relay/page_form.hpp"
#include "relay/page_html.hpp"
#include "relay/pages.hpp"
#include "relay/published_flow.hpp"
#include "relay/router_http.hpp"
#include "relay/sandbox.hpp"
#include "relay/static_files.hpp"

namespace ringback::relay {
namespace {

constexpr const char* kSandboxPrefix = "/sandbox";
// Where the relay asks for it: answered in this process (router_http.hpp), whatever the server's own address.
constexpr const char* kSandboxHost = "http://127.0.0.1";
constexpr const char* kDemoFlow = "verify-phone";  // what web/demo/index.html embeds

// The strictest policy under which the widget works, so that the demo proves it. WebAssembly needs its own keyword.
constexpr const char* kDemoPolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Site {
  SiteOptions options;
  std::shared_ptr<FlowShelf> shelf;
};

// Where clients reach this server: as configured, or as this one did.
std::optional<std::string> url_of(const SiteOptions& options, const Request& request) {
  if (!options.public_url.empty()) return options.public_url;
  return own_origin(request);
}

Result<std::string> publish(const Site& site, const std::string& name, const std::string& url) {
  if (const std::filesystem::path file = site.shelf->direct_file(name); !file.empty()) {
    auto text = read_file(file);
    if (!text) return text;
    const bool sandbox = site.options.provider == Provider::sandbox;
    return sandbox ? flow_for_sandbox(*text, url + kSandboxPrefix) : flow_for_browser(*text);
  }
  auto flow = site.shelf->find(name);
  if (!flow) return flow.error();
  return public_flow(**flow, url + "/v1");
}

Response flow_response(const Request& request, const Site& site) {
  const std::string& name = request.parameters.at("flow");
  const std::vector<std::string> names = site.shelf->names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    std::string known;
    for (const std::string& each : names) known += (known.empty() ? "" : ", ") + each;
    return problem(404, "not-found", "No such flow", "Flows here: " + known + ".");
  }
  const std::optional<std::string> url = url_of(site.options, request);
  if (!url) return problem(400, "bad-request", "Bad request", "The Host header is missing or isn't a host name.");
  auto published = publish(site, name, *url);
  if (!published) {
    const bool may_be_told = site.options.provider == Provider::sandbox;
    return problem_response({ProblemType::bad_flow, may_be_told ? published.error().message : kLogSaysWhich});
  }
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
  for (const char* name : {"ringback.js", "ringback.mjs", "ringback-engine.js", "ringback-engine.wasm",
                           "ringback-phone.js", "ringback-flags.svg", "ringback-page.css", "ringback-page-dark.css"}) {
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

void add_demo(Router& router, const std::filesystem::path& dist, const std::vector<std::string>& flows) {
  const std::filesystem::path demo = dist / "demo";
  const api::Headers headers{{"Content-Security-Policy", kDemoPolicy}, {"Referrer-Policy", "no-referrer"}};
  // The page embeds the shipped flow; when another one is served, its address says which.
  const bool shipped = std::find(flows.begin(), flows.end(), kDemoFlow) != flows.end();
  const std::string other = shipped ? "" : flows.front();
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

// Every state of the chat, for those who work on it: the flow comes from the page, and the frames from the same origin.
void add_gallery(Router& router, const std::filesystem::path& dist) {
  constexpr const char* kPolicy =
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
      "connect-src 'self' blob:; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'self'";
  const std::filesystem::path gallery = dist / "gallery";
  const api::Headers headers{{"Content-Security-Policy", kPolicy}, {"Referrer-Policy", "no-referrer"}};
  router.add({"GET", "/gallery", Cors::same_origin, [=](const Request& request, Respond respond) {
                respond(static_file(gallery, "index.html", request, headers));
              }});
  router.add({"GET", "/gallery/*", Cors::same_origin, [=](const Request& request, Respond respond) {
                const std::string& rest = request.parameters.at("rest");
                respond(static_file(gallery, rest.empty() ? "index.html" : rest, request, headers));
              }});
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

CallsOptions calls_options(const std::shared_ptr<const Site>& site) {
  CallsOptions options;
  options.limits = site->options.limits;
  options.flow = [site](std::string_view id) { return site->shelf->find(id); };
  options.flow_of_session = [site](std::string_view id) { return site->shelf->last_found(id); };
  options.prefix = [site](const Request& request) {
    const std::string address = client_address(request, site->options.proxies);
    // The sandbox sends nothing that costs: whoever tries it on this machine is not held up by what is for strangers.
    if (site->options.provider == Provider::sandbox && is_loopback(address)) return std::string{};
    return address_prefix(address);
  };
  options.issuer = [site](const Request& request) { return url_of(site->options, request).value_or(""); };
  options.audience = [site](const Request& request) {
    const std::string origin{request.header("origin")};
    return origin.empty() ? url_of(site->options, request).value_or("") : origin;
  };
  return options;
}

// Named as allowed, or this server's own.
bool is_known(const SiteOptions& options, const Request& request, std::string_view origin) {
  if (url_of(options, request) == origin || own_origin(request) == origin) return true;
  return std::find(options.allow_origins.begin(), options.allow_origins.end(), origin) != options.allow_origins.end();
}

bool may_use(const SiteOptions& options, const Request& request, std::string_view origin) {
  const auto& allowed = options.allow_origins;
  return is_known(options, request, origin) || std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
}

void add_calls(Router& router, const std::shared_ptr<const Site>& site) {
  router.allow_origins(
      [site](const Request& request, std::string_view origin) { return may_use(site->options, request, origin); });
  const auto calls = std::make_shared<const Calls>(calls_options(site), site->options.ports);
  router.add({"POST", "/v1/sessions", Cors::listed,
              [calls](const Request& request, Respond respond) { calls->open_session(request, std::move(respond)); }});
  router.add({"POST", "/v1/apis/{api}", Cors::listed,
              [calls](const Request& request, Respond respond) { calls->call_api(request, std::move(respond)); }});
}

std::map<std::string, Json> read_locales(const std::filesystem::path& folder) {
  std::map<std::string, Json> locales;
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator{folder, ignored}) {
    if (file.path().extension() != ".json") continue;
    const auto text = read_file(file.path());
    auto parsed = text ? parse_json(*text) : std::variant<Json, JsonSyntaxError>{JsonSyntaxError{}};
    if (Json* sentences = std::get_if<Json>(&parsed))
      locales.emplace(file.path().stem().string(), std::move(*sentences));
  }
  return locales;
}

Response accent_response(const Request& request) {
  for (const bool dark : {false, true}) {
    const auto found = request.query.find(dark ? "dark" : "light");
    const auto color = found == request.query.end() ? std::nullopt : read_color(found->second);
    if (!color) continue;
    return {200,
            {{"Content-Type", "text/css; charset=utf-8"}, {"Cache-Control", "public, max-age=3600"}},
            accent_style_sheet(*color, dark)};
  }
  return problem(400, "bad-request", "Bad request", "Expected a colour, like ?light=3a5bf0 or ?dark=3a5bf0.");
}

void add_pages(Router& router, const std::shared_ptr<const Site>& site) {
  const auto calls = std::make_shared<Router>();
  add_calls(*calls, site);
  const CallsOptions shared = calls_options(site);
  PagesOptions options;
  options.flow = shared.flow;
  options.prefix = shared.prefix;
  options.may_embed = [site](const Request& request, std::string_view origin) {
    return may_use(site->options, request, origin);
  };
  options.may_take_proofs = [site](const Request& request, std::string_view origin) {
    return is_known(site->options, request, origin);
  };
  options.own_url = [site](const Request& request) { return url_of(site->options, request); };
  options.calls = calls;
  options.locales = read_locales(site->options.dist / "locales");
  options.limits = site->options.limits;
  const auto pages = std::make_shared<const Pages>(std::move(options), site->options.ports, site->options.visitor);
  router.add({"GET", "/ringback-page-accent.css", Cors::same_origin,
              [](const Request& request, Respond respond) { respond(accent_response(request)); }});
  router.add({"GET", "/v1/flows/{flow}/page", Cors::same_origin,
              [pages](const Request& request, Respond respond) { pages->show(request, std::move(respond)); }});
  router.add({"POST", "/v1/flows/{flow}/page", Cors::same_origin,
              [pages](const Request& request, Respond respond) { pages->carry_out(request, std::move(respond)); }});
}

Response metrics_response(const Request& request, const SiteOptions& options) {
  if (!comes_from(options.metrics_from, request, options.proxies)) {
    return problem_response({ProblemType::forbidden,
                             "Metrics are for loopback and private networks, or those that \"metrics_from\" names; a "
                             "proxy in between must be one of \"trusted_proxies\"."});
  }
  return {200,
          {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}},
          options.ports.metrics->text()};
}

void add_relay(Router& router, const std::shared_ptr<const Site>& site) {
  add_calls(router, site);
  router.add({"GET", "/.well-known/jwks.json", Cors::any_origin, [site](const Request&, Respond respond) {
                Response keys = json_response(200, site->options.ports.signer->key_set());
                keys.headers = {{"Content-Type", "application/jwk-set+json"}, {"Cache-Control", "public, max-age=300"}};
                respond(std::move(keys));
              }});
  router.add({"GET", "/metrics", Cors::same_origin,
              [site](const Request& request, Respond respond) { respond(metrics_response(request, site->options)); }});
  router.add({"GET", "/healthz", Cors::same_origin, [site](const Request&, Respond respond) {
                site->options.ports.store->check([respond = std::move(respond)](bool good) {
                  respond(json_response(good ? 200 : 503, {{"status", good ? "ok" : "store unavailable"}}));
                });
              }});
}

}  // namespace

Result<std::shared_ptr<const Router>> make_site(SiteOptions options) {
  const bool sandbox = options.provider == Provider::sandbox;
  const auto played = std::make_shared<Sandbox>(real_sandbox_options());
  if (sandbox) {
    const auto provider = std::make_shared<Router>();
    add_sandbox_routes(*provider, played, kSandboxPrefix);
    options.ports.http = std::make_shared<RouterHttp>(kSandboxHost, provider, options.ports.after, options.ports.http);
  }
  FlowShelf::Options shelf_options{options.flows, options.secrets, options.limits,
                                   sandbox ? std::string{kSandboxHost} + kSandboxPrefix : std::string{},
                                   options.ports.log};
  shelf_options.pattern_fault = options.visitor.pattern_fault;
  auto shelf = FlowShelf::make(std::move(shelf_options));
  if (!shelf) return shelf.error();
  const auto site = std::make_shared<const Site>(Site{std::move(options), *shelf});

  const auto router = std::make_shared<Router>();
  router->add({"GET", "/v1/flows/{flow}", Cors::any_origin,
               [site](const Request& request, Respond respond) { respond(flow_response(request, *site)); }});
  add_relay(*router, site);
  add_pages(*router, site);
  add_artefacts(*router, site->options.dist);
  if (sandbox) {
    add_demo(*router, site->options.dist, site->shelf->names());
    add_gallery(*router, site->options.dist);
    add_sandbox_routes(*router, played, kSandboxPrefix);
  }
  return std::shared_ptr<const Router>{router};
}

}  // namespace ringback::relay
