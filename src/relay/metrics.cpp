#include "relay/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace ringback::relay {

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
  prometheus::Gauge& under_way = prometheus::BuildGauge()
                                     .Name("ringback_calls_under_way")
                                     .Help("Calls not answered yet")
                                     .Register(registry)
                                     .Add({});
};

Metrics::Metrics() : held_{std::make_unique<Held>()} {}
Metrics::~Metrics() = default;

void Metrics::call(std::string_view role, std::string_view outcome) {
  held_->calls.Add({{"role", std::string{role}}, {"outcome", std::string{outcome}}}).Increment();
}

void Metrics::upstream(std::string_view role, Milliseconds took) {
  static const prometheus::Histogram::BucketBoundaries kSeconds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  held_->upstream.Add({{"role", std::string{role}}}, kSeconds).Observe(static_cast<double>(took.count()) / 1'000);
}

void Metrics::session() { held_->sessions.Increment(); }

void Metrics::under_way(int difference) { held_->under_way.Increment(difference); }

std::string Metrics::text() const { return prometheus::TextSerializer{}.Serialize(held_->registry.Collect()); }

}  // namespace ringback::relay
