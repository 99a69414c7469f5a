#include "native/event_loop.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <thread>

#include "support/simulated_clock.hpp"

using namespace ringback;
using Woken = native::EventLoop::Woken;

TEST_CASE("work posted from another thread runs inside wait, in order") {
  testing::SimulatedClock clock;
  native::EventLoop loop;
  std::string done;
  std::thread{[&] {
    loop.post([&] { done += 'a'; });
    loop.post([&] { done += 'b'; });
  }}.join();
  CHECK(done.empty());
  CHECK(loop.wait(clock, std::nullopt, -1) == Woken::by_work);
  CHECK(done == "ab");
}

TEST_CASE("a deadline that has passed ends the wait at once") {
  testing::SimulatedClock clock;
  native::EventLoop loop;
  CHECK(loop.wait(clock, clock.now(), -1) == Woken::by_deadline);
  CHECK(loop.wait(clock, clock.now() - Milliseconds{5}, -1) == Woken::by_deadline);
}

TEST_CASE("timed work runs once the clock says so, not before") {
  testing::SimulatedClock clock;
  native::EventLoop loop;
  bool ran = false;
  loop.post_at(clock.now() + Milliseconds{1'000}, [&] { ran = true; });
  CHECK(loop.wait(clock, clock.now(), -1) == Woken::by_deadline);
  CHECK_FALSE(ran);
  clock.advance(Milliseconds{1'000});
  CHECK(loop.wait(clock, std::nullopt, -1) == Woken::by_work);
  CHECK(ran);
}

TEST_CASE("a readable descriptor ends the wait, and so does its end") {
  testing::SimulatedClock clock;
  native::EventLoop loop;
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], "x", 1) == 1);
  CHECK(loop.wait(clock, std::nullopt, ends[0]) == Woken::by_descriptor);
  char byte = 0;
  REQUIRE(::read(ends[0], &byte, 1) == 1);
  ::close(ends[1]);
  CHECK(loop.wait(clock, std::nullopt, ends[0]) == Woken::by_descriptor);
  ::close(ends[0]);
}
