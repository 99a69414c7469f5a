#include "command/config_shapes.hpp"

#include "relay/limits.hpp"

namespace ringback::command {
namespace {

using flow::Expect;
using flow::Key;

constexpr std::int64_t kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kMany = 1'000'000'000;

constexpr Key kConfig[] = {
    {"$schema", Expect::string},    {"flows", Expect::array},
    {"listen", Expect::string},     {"port", Expect::integer, false, 0, 65'535},
    {"public_url", Expect::string}, {"allow_origins", Expect::array},
    {"tls", Expect::object},        {"trusted_proxies", Expect::array},
    {"store", Expect::string},      {"metrics_from", Expect::array},
    {"limits", Expect::object},     {"signing_keys", Expect::array},
};
constexpr Key kTls[] = {
    {"certificate", Expect::string, true},
    {"key", Expect::string, true},
};
constexpr Key kLimits[] = {
    {"code_life_ms", Expect::integer, false, 1'000, 10 * kMinute},    // OWASP ASVS 5.0, 6.5.5
    {"attempts", Expect::integer, false, 1, 10},                      // six digits: 1 in 100,000 at most
    {"failures_per_number_per_day", Expect::integer, false, 1, 100},  // NIST SP 800-63B-4 section 3.2.2
    {"resend_after_ms", Expect::integer, false, 0, kHour},
    {"sends_per_number_per_hour", Expect::integer, false, 1, 1'000},
    {"sends_per_prefix_per_hour", Expect::integer, false, 1, 10'000},
    {"unverified_sends_per_range_per_hour", Expect::integer, false, 1, 1'000'000},
    {"sends_per_day", Expect::integer, false, 0, kMany},
    {"sessions_per_prefix_per_hour", Expect::integer, false, 1, 1'000'000},
    {"calls_per_session_per_minute", Expect::integer, false, 1, 100'000},
    {"session_life_ms", Expect::integer, false, kMinute, kDay},
    {"countries", Expect::array},
};

}  // namespace

const flow::Shape kConfigShape{"a configuration", kConfig, std::size(kConfig)};
const flow::Shape kTlsShape{"\"tls\"", kTls, std::size(kTls)};
const flow::Shape kLimitsShape{"\"limits\"", kLimits, std::size(kLimits)};

}  // namespace ringback::command
