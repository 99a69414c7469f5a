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

float typing_dot(int index, Instant now) {
  const auto period = kTypingPeriod.count();
  const auto shifted = ms_of(now) - index * period / 8;
  const float phase = static_cast<float>(((shifted % period) + period) % period) / static_cast<float>(period);
  // A short hop, then rest: a parabola over the first 40 % of the period.
  constexpr float kHop = 0.4f;
  if (phase >= kHop) return 0;
  const float x = phase / kHop * 2 - 1;
  return 1 - x * x;
}

}  // namespace ringback::ui::motion
