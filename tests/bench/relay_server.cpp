// The servers that ./dev bench relay compares: the relay as it is, and a handler of the same HTTP library and the same
// client that only passes requests on; and the API that both ask.
//
//   bench_relay_server api PORT MILLISECONDS
//   bench_relay_server proxy PORT API-URL
//   bench_relay_server relay PORT API-URL [redis://…]
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <string>
#include <thread>

#include "native/curl_http.hpp"
#include "native/phone_numbers.hpp"
#include "relay/memory_store.hpp"
#include "relay/random.hpp"
#include "relay/records.hpp"
#include "relay/redis_store.hpp"
#include "relay/server.hpp"
#include "relay/site.hpp"

using namespace ringback;
using namespace ringback::relay;

namespace {

// As many as the load uses (send.lua), four numbers each: more than a visitor tries.
constexpr int kSessions = 100'000;

std::shared_ptr<native::CurlHttp> client() {
  return std::make_shared<native::CurlHttp>([](std::function<void()> work) { work(); });
}

std::shared_ptr<const Router> api_router(Milliseconds delay) {
  auto router = std::make_shared<Router>();
  router->add({"POST", "/send", Cors::any_origin, [delay](const Request&, Respond respond) {
                 respond({json_response(200, {{"status", "sent"}, {"otp", "123456"}}), delay});
               }});
  return router;
}

// What a site would write by hand to keep its key off the page.
std::shared_ptr<const Router> proxy_router(const std::string& url) {
  auto router = std::make_shared<Router>();
  router->add(
      {"POST", "/v1/apis/{api}", Cors::any_origin, [http = client(), url](const Request& request, Respond respond) {
         api::HttpRequest passed;
         passed.method = "POST";
         passed.url = url + "/send";
         passed.headers = {{"content-type", "application/json"}, {"authorization", "key"}};
         passed.body = request.body;
         http->send(std::move(passed), [respond = std::move(respond)](const api::HttpAnswer& answer) {
           const auto* given = std::get_if<api::HttpResponse>(&answer);
           if (!given) return respond(Response{502, {}, ""});
           respond(Response{given->status, {{"Content-Type", "application/json"}}, given->body});
         });
       }});
  return router;
}

std::string flow_json(const std::string& url) {
  return R"({"version":1,"title":"T",
    "attributes":{"phone":{"type":"phone"},"otp":{"type":"text","private":true},
                  "code":{"type":"text","transient":true}},
    "apis":{
      "send_otp":{"name":"S","role":"send","method":"POST","url":")" +
         url + R"(/send","headers":{"authorization":"{{secret.KEY}}"},
        "body":{"toNumber":"{{phone}}"},"save":[{"from":"/otp","to":"otp"}]},
      "verify_otp":{"name":"V","role":"verify","method":"POST","url":")" +
         url + R"(/verify",
        "body":{"systemOtp":"{{otp}}","userOtp":"{{code}}"},"success":{"pointer":"/ok","equals":true}}},
    "start":"p","nodes":{
      "p":{"type":"input","kind":"phone","to":"phone","text":"?","next":"s"},
      "s":{"type":"api","api":"send_otp","success":"c","failure":"p","error":"p"},
      "c":{"type":"input","kind":"otp","length":6,"to":"code","text":"?","next":"v"},
      "v":{"type":"api","api":"verify_otp","success":"e","failure":"c","error":"c"},
      "e":{"type":"end","outcome":"verified"}}})";
}

// Opened before the load comes, with tokens that it knows: token-0, token-1, …
void open_sessions(Store& store, const Ports& ports) {
  SessionRecord session;
  session.flow = "bench";
  session.ends = ports.now() + Limits{}.session_life;
  const auto answered = std::make_shared<std::promise<void>>();
  const auto left = std::make_shared<std::atomic<int>>(kSessions);
  for (int i = 0; i < kSessions; ++i) {
    store.transact(
        {"session:token-" + std::to_string(i)},
        [session](const Store::Records&) {
          return Change{{Write{session, Limits{}.session_life}}, {}};
        },
        [answered, left](Committed) {
          if (--*left == 0) answered->set_value();
        });
    // No store answers in time for all of them at once.
    while (kSessions - i - *left > 64) std::this_thread::yield();
  }
  answered->get_future().wait();
}

std::shared_ptr<Store> make_store(const std::string& url, const Log& log) {
  if (url.empty()) return std::make_shared<MemoryStore>();
  RedisOptions options;
  options.url = *parse_redis_url(url);
  return std::make_shared<RedisStore>(options, *Sealing::make(Secret{std::string(32, 'k')}), log);
}

Result<std::shared_ptr<const Router>> relay_router(const std::string& url, const std::string& redis_url) {
  Ports ports;
  ports.http = client();
  ports.signer = *ProofSigner::make({new_signing_key()});
  ports.now = system_wall_time;
  ports.after = run_after;
  ports.new_token = [] { return random_hex(32); };
  ports.numbering = {native::takes_sms, native::region_of};
  ports.metrics = std::make_shared<Metrics>();
  ports.log = log_to_standard_error;
  ports.store = make_store(redis_url, ports.log);
  open_sessions(*ports.store, ports);

  // Beside the program, in the build's folder.
  const auto file = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bench.json";
  std::ofstream{file} << flow_json(url);
  SiteOptions options;
  options.flows = {file};
  options.secrets.emplace("KEY", Secret{"key"});
  options.limits.sends_per_day = options.limits.unverified_sends_per_range_per_hour = 1'000'000'000;
  // Each request comes from an address of its own, as they would on a real site.
  options.proxies = {*Network::parse("127.0.0.0/8")};
  options.ports = ports;
  auto site = make_site(options);
  return site;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  const std::string url = count > 3 ? arguments[3] : "";
  Result<std::shared_ptr<const Router>> router = what == "api"     ? api_router(Milliseconds{std::atoi(url.c_str())})
                                                 : what == "proxy" ? proxy_router(url)
                                                                   : relay_router(url, count > 4 ? arguments[4] : "");
  if (!router) {
    std::cerr << router.error().message << '\n';
    return 1;
  }
  ServerOptions options;
  options.port = static_cast<std::uint16_t>(std::atoi(arguments[2]));
  options.threads = 1;
  const auto served = serve(options, *router, [](std::uint16_t port) { std::cout << port << std::endl; });
  return served ? 0 : 1;
}
