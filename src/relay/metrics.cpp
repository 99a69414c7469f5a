#include "relay/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace ringback::relay {
namespace {

// A family's counters by one label's value.
class CountersBy {
 public:
  CountersBy(prometheus::Registry& registry, const char* name, const char* help, const char* label)
      : family_{prometheus::BuildCounter().Name(name).Help(help).Register(registry)}, label_{label} {}

  prometheus::Counter& of(std::string_view value) {
    const std::lock_guard lock{mutex_};
    const auto found = made_.find(value);
    if (found != made_.end()) return *found->second;
    prometheus::Counter& made = family_.Add({{label_, std::string{value}}});
    made_.emplace(value, &made);
    return made;
  }

 private:
  prometheus::Family<prometheus::Counter>& family_;
  const char* label_;
  // Those that were made already: a family builds a map of labels and takes its lock to find one.
  std::mutex mutex_;
  std::map<std::string, prometheus::Counter*, std::less<>> made_;
};

// Finds pairs of strings by pairs of views.
struct ByTexts {
  using is_transparent = void;
  using Views = std::pair<std::string_view, std::string_view>;
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    return Views{a.first, a.second} < Views{b.first, b.second};
  }
};

}  // namespace

struct Metrics::Held {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& calls = prometheus::BuildCounter()
                                                       .Name("ringback_calls_total")
                                                       .Help("Calls of APIs by role and outcome")
                                                       .Register(registry);
  prometheus::Family<prometheus::Histogram>& upstream = prometheus::BuildHistogram()
                                                            .Name("ringback_upstream_seconds")
                                                            .Help("How long APIs took to answer")
                                                            .Register(registry);
  prometheus::Counter& sessions =
      prometheus::BuildCounter().Name("ringback_sessions_total").Help("Sessions opened").Register(registry).Add({});
  prometheus::Counter& store_failures = prometheus::BuildCounter()
                                            .Name("ringback_store_failures_total")
                                            .Help("Requests that the store didn't let through")
                                            .Register(registry)
                                            .Add({});
  prometheus::Gauge& under_way = prometheus::BuildGauge()
                                     .Name("ringback_calls_under_way")
                                     .Help("Calls not answered yet")
                                     .Register(registry)
                                     .Add({});

  CountersBy messages{registry, "ringback_messages_total", "Messages that left, or may have, by the number's country",
                      "country"};
  CountersBy verified{registry, "ringback_verified_total", "Numbers verified, by their country", "country"};

  // As above.
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, prometheus::Counter*, ByTexts> calls_by_labels;
  std::map<std::string, prometheus::Histogram*, std::less<>> upstream_by_role;

  prometheus::Counter& calls_of(std::string_view role, std::string_view outcome) {
    const std::lock_guard lock{mutex};
    const auto found = calls_by_labels.find(std::pair{role, outcome});
    if (found != calls_by_labels.end()) return *found->second;
    const std::pair labels{std::string{role}, std::string{outcome}};
    prometheus::Counter& made = calls.Add({{"role", labels.first}, {"outcome", labels.second}});
    calls_by_labels.emplace(labels, &made);
    return made;
  }

  prometheus::Histogram& upstream_of(std::string_view role) {
    static const prometheus::Histogram::BucketBoundaries kSeconds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
    const std::lock_guard lock{mutex};
    const auto found = upstream_by_role.find(role);
    if (found != upstream_by_role.end()) return *found->second;
    prometheus::Histogram& made = upstream.Add({{"role", std::string{role}}}, kSeconds);
    upstream_by_role.emplace(role, &made);
    return made;
  }
};

Metrics::Metrics() : held_{std::make_unique<Held>()} {}
Metrics::~Metrics() = default;

void Metrics::call(std::string_view role, std::string_view outcome) { held_->calls_of(role, outcome).Increment(); }

void Metrics::upstream(std::string_view role, Milliseconds took) {
  held_->upstream_of(role).Observe(static_cast<double>(took.count()) / 1'000);
}

void Metrics::session() { held_->sessions.Increment(); }

void Metrics::message(std::string_view country) { held_->messages.of(country).Increment(); }

void Metrics::verified(std::string_view country) { held_->verified.of(country).Increment(); }

void Metrics::store_failure() { held_->store_failures.Increment(); }

void Metrics::under_way(int difference) { held_->under_way.Increment(difference); }

std::string Metrics::text() const { return prometheus::TextSerializer{}.Serialize(held_->registry.Collect()); }

}  // namespace ringback::relay
