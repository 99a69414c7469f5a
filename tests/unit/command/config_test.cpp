#include "command/config.hpp"

#include <catch2/catch_test_macros.hpp>

#include "command/config_shapes.hpp"
#include "relay/files.hpp"
#include "support/repository.hpp"

using namespace ringback;
using namespace ringback::command;

namespace {

Json read_json(const std::string& path) {
  const auto text = relay::read_file(testing::in_repository(path));
  REQUIRE(text);
  return std::get<Json>(parse_json(*text));
}

std::string lines_of(const ConfigFile& file) {
  std::string lines;
  for (const auto& diagnostic : file.diagnostics) lines += diagnostic.to_string() + "\n";
  return lines;
}

Json changed(Json config, const Json& how) {
  if (how.contains("set")) {
    for (const auto& [pointer, value] : how.at("set").items()) config[Json::json_pointer{pointer}] = value;
  }
  if (how.contains("remove")) {
    for (const Json& pointer : how.at("remove")) {
      const Json::json_pointer place{text_of(pointer)};
      config[place.parent_pointer()].erase(place.back());
    }
  }
  return config;
}

std::string keys_of(const flow::Shape& shape) {
  std::string keys;
  for (std::size_t i = 0; i < shape.size; ++i) keys += std::string{shape.keys[i].name} + " ";
  return keys;
}

}  // namespace

TEST_CASE("a configuration is read whole, its paths beside it") {
  const ConfigFile file =
      parse_config(dump_json(read_json("tests/fixtures/config_table.json").at("base")), "/etc/ringback");
  INFO(lines_of(file));
  REQUIRE(file.config);
  const Config& config = *file.config;
  CHECK(config.flows == std::vector<std::filesystem::path>{"/etc/ringback/signup.json"});
  CHECK(config.listen == "0.0.0.0");
  CHECK(config.port == 8443);
  CHECK(config.public_url == "https://relay.example");
  CHECK(config.allow_origins == std::vector<std::string>{"https://shop.example", "http://localhost:3000"});
  REQUIRE(config.tls);
  CHECK(config.tls->key == "/etc/ringback/key.pem");
  REQUIRE(config.proxies.size() == 3);
  CHECK(config.proxies[0].contains("10.1.2.3"));
  REQUIRE(config.metrics_from.size() == 2);
  CHECK(config.metrics_from[0].contains("192.0.2.9"));
  CHECK(config.store == "redis://redis.internal:6379/0");
  CHECK(config.signing_keys.size() == 2);
  CHECK(config.limits.code_life == Milliseconds{300'000});
  CHECK(config.limits.attempts == 3);
  CHECK(config.limits.failures_per_number_per_day == 50);
  CHECK(config.limits.resend_after == Milliseconds{60'000});
  CHECK(config.limits.sends_per_number_per_hour == 3);
  CHECK(config.limits.sends_per_prefix_per_hour == 20);
  CHECK(config.limits.unverified_sends_per_range_per_hour == 40);
  CHECK(config.limits.sends_per_day == 500);
  CHECK(config.limits.sessions_per_prefix_per_hour == 100);
  CHECK(config.limits.calls_per_session_per_minute == 30);
  CHECK(config.limits.session_life == Milliseconds{1'800'000});
  CHECK(config.limits.countries == std::vector<std::string>{"DE", "AT"});
}

TEST_CASE("an empty configuration has the defaults") {
  const ConfigFile file = parse_config("{}", "");
  REQUIRE(file.config);
  CHECK(file.config->limits.attempts == 5);
  CHECK(!file.config->port);
  CHECK(file.config->metrics_from.size() == relay::private_networks().size());
  CHECK(file.config->limits.countries.empty());
}

TEST_CASE("each fault is said, with where it is and what was expected; no secret is shown") {
  const Json table = read_json("tests/fixtures/config_table.json");
  for (const Json& each : table.at("cases")) {
    const ConfigFile file = parse_config(dump_json(changed(table.at("base"), each)), "");
    const std::string lines = lines_of(file);
    INFO(text_of(each.at("name")) << ":\n" << lines);
    CHECK(file.config.has_value() == !each.contains("errors"));
    if (!each.contains("errors")) continue;
    for (const Json& error : each.at("errors")) CHECK(lines.find(text_of(error)) != std::string::npos);
    if (each.contains("hides")) CHECK(lines.find(text_of(each.at("hides"))) == std::string::npos);
  }
}

TEST_CASE("what isn't JSON is said with its place, and a key that stands twice") {
  CHECK(lines_of(parse_config("{ \"port\": }", "")).find("at line 1, column 11") != std::string::npos);
  CHECK(lines_of(parse_config("", "")).find("ends too early") != std::string::npos);
  CHECK(lines_of(parse_config("[]", "")).find("found an array, expected a configuration") != std::string::npos);
  CHECK(lines_of(parse_config(R"({"port":1,"port":2})", "")).find("/port: this key occurs twice") != std::string::npos);
}

TEST_CASE("the parser and the schema know the same keys and bounds") {
  const Json schema = read_json("assets/schema/config.schema.json");
  const auto compare = [](const flow::Shape& shape, const Json& properties) {
    INFO(keys_of(shape));
    CHECK(properties.size() == shape.size);
    for (std::size_t i = 0; i < shape.size; ++i) {
      const flow::Key& key = shape.keys[i];
      INFO(key.name);
      REQUIRE(properties.contains(key.name));
      if (key.expect != flow::Expect::integer) continue;
      CHECK(properties.at(key.name).at("minimum") == key.minimum);
      CHECK(properties.at(key.name).at("maximum") == key.maximum);
    }
  };
  const Json& properties = schema.at("properties");
  compare(kConfigShape, properties);
  compare(kTlsShape, properties.at("tls").at("properties"));
  compare(kLimitsShape, properties.at("limits").at("properties"));

  const relay::Limits defaults;
  const Json& limits = properties.at("limits").at("properties");
  CHECK(limits.at("code_life_ms").at("default") == defaults.code_life.count());
  CHECK(limits.at("attempts").at("default") == defaults.attempts);
  CHECK(limits.at("failures_per_number_per_day").at("default") == defaults.failures_per_number_per_day);
  CHECK(limits.at("resend_after_ms").at("default") == defaults.resend_after.count());
  CHECK(limits.at("sends_per_number_per_hour").at("default") == defaults.sends_per_number_per_hour);
  CHECK(limits.at("sends_per_prefix_per_hour").at("default") == defaults.sends_per_prefix_per_hour);
  CHECK(limits.at("unverified_sends_per_range_per_hour").at("default") == defaults.unverified_sends_per_range_per_hour);
  CHECK(limits.at("sends_per_day").at("default") == defaults.sends_per_day);
  CHECK(limits.at("sessions_per_prefix_per_hour").at("default") == defaults.sessions_per_prefix_per_hour);
  CHECK(limits.at("calls_per_session_per_minute").at("default") == defaults.calls_per_session_per_minute);
  CHECK(limits.at("session_life_ms").at("default") == defaults.session_life.count());
}
