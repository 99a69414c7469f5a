#include "ui/motion.hpp"

namespace ringback::ui::motion {

float progress(Instant start, Milliseconds duration, Instant now) {
  const auto elapsed = now - start;
  if (elapsed >= duration) return 1;
  if (elapsed <= Milliseconds::zero()) return 0;
  return static_cast<float>(elapsed.count()) / static_cast<float>(duration.count());
}

float ease_out(float progress) {
  const float rest = 1 - progress;
  return 1 - rest * rest * rest;
}

namespace {

constexpr float kHop = 0.4f;           // of the period a dot hops, then it rests
constexpr int kDots = 3, kSpread = 8;  // each begins an eighth of the period after the one before

std::int64_t into_period(std::int64_t ms) {
  const std::int64_t period = kTypingPeriod.count();
  return ((ms % period) + period) % period;
}

}  // namespace

float typing_dot(int index, Instant now) {
  const std::int64_t at = into_period(ms_of(now) - index * kTypingPeriod.count() / kSpread);
  const float phase = static_cast<float>(at) / static_cast<float>(kTypingPeriod.count());
  // A short hop: a parabola.
  if (phase >= kHop) return 0;
  const float x = phase / kHop * 2 - 1;
  return 1 - x * x;
}

Instant next_typing_step(Instant now) {
  const std::int64_t period = kTypingPeriod.count();
  const auto last_hop_ends =
      static_cast<std::int64_t>(static_cast<float>(period) * kHop) + (kDots - 1) * period / kSpread;
  const std::int64_t at = into_period(ms_of(now));
  return now + (at < last_hop_ends ? kTypingStep : Milliseconds{period - at});
}

}  // namespace ringback::ui::motion
