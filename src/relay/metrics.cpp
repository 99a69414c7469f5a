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

// Those that were made already, by what tells them apart: a family builds a map of labels and takes its lock to find one.
template <class Metric, class Key, class Less = std::less<>>
class Made {
 public:
  // `make` is called for the first of a key. It returns one of a family, which stays where it is.
  template <class Wanted, class Make>
  Metric& of(const Wanted& wanted, const Make& make) {
    const std::lock_guard lock{mutex_};
    const auto found = made_.find(wanted);
    if (found != made_.end()) return *found->second;
    Metric& made = make();
    made_.emplace(Key(wanted), &made);
    return made;
  }

 private:
  std::mutex mutex_;
  std::map<Key, Metric*, Less> made_;
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

  prometheus::Family<prometheus::Counter>& messages =
      prometheus::BuildCounter()
          .Name("ringback_messages_total")
          .Help("Messages that left, or may have, by the number's country")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& verified = prometheus::BuildCounter()
                                                          .Name("ringback_verified_total")
                                                          .Help("Numbers verified, by their country")
                                                          .Register(registry);

  Made<prometheus::Counter, std::pair<std::string, std::string>, ByTexts> calls_made;
  Made<prometheus::Histogram, std::string> upstream_made;
  Made<prometheus::Counter, std::string> messages_made, verified_made;
};

Metrics::Metrics() : held_{std::make_unique<Held>()} {}
Metrics::~Metrics() = default;

void Metrics::call(std::string_view role, std::string_view outcome) {
  held_->calls_made
      .of(
          std::pair{role, outcome},
          [&]() -> auto& {
            return held_->calls.Add({{"role", std::string{role}}, {"outcome", std::string{outcome}}});
          })
      .Increment();
}

void Metrics::upstream(std::string_view role, Milliseconds took) {
  static const prometheus::Histogram::BucketBoundaries kSeconds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  held_->upstream_made
      .of(
          role,
          [&]() -> auto& {
            return held_->upstream.Add({{"role", std::string{role}}}, kSeconds);
          })
      .Observe(static_cast<double>(took.count()) / 1'000);
}

void Metrics::message(std::string_view country) {
  held_->messages_made
      .of(
          country,
          [&]() -> auto& {
            return held_->messages.Add({{"country", std::string{country}}});
          })
      .Increment();
}

void Metrics::verified(std::string_view country) {
  held_->verified_made
      .of(
          country,
          [&]() -> auto& {
            return held_->verified.Add({{"country", std::string{country}}});
          })
      .Increment();
}

void Metrics::session() { held_->sessions.Increment(); }

void Metrics::store_failure() { held_->store_failures.Increment(); }

void Metrics::under_way(int difference) { held_->under_way.Increment(difference); }

std::string Metrics::text() const { return prometheus::TextSerializer{}.Serialize(held_->registry.Collect()); }

}  // namespace ringback::relay
