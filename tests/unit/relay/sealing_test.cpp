#include "relay/sealing.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace ringback;
using namespace ringback::relay;

TEST_CASE("what is sealed opens under its name and with its secret only") {
  const Sealing sealing = *Sealing::make(Secret{std::string(32, 'a')}),
                other = *Sealing::make(Secret{std::string(32, 'b')});
  const std::string value = "the code is 123456";
  const std::string sealed = sealing.seal("record", value);
  CHECK(sealing.open("record", sealed) == value);
  CHECK(sealed.find("123456") == std::string::npos);
  CHECK(!sealing.open("another", sealed));
  CHECK(!other.open("record", sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    CHECK(!sealing.open("record", changed));
    CHECK(!sealing.open("record", sealed.substr(0, i)));
  }
  CHECK(sealing.open("empty", sealing.seal("empty", "")) == "");
}

TEST_CASE("the same value is never sealed to the same bytes, the same name always to the same") {
  const Sealing sealing = *Sealing::make(Secret{std::string(32, 'a')}),
                again = *Sealing::make(Secret{std::string(32, 'a')});
  CHECK(sealing.seal("record", "value") != sealing.seal("record", "value"));
  CHECK(sealing.name_of("number:+14155552671") == again.name_of("number:+14155552671"));
  CHECK(sealing.name_of("a") != sealing.name_of("b"));
  CHECK(sealing.name_of("a").size() == 43);
}

TEST_CASE("a short secret is refused without being shown") {
  const auto made = Sealing::make(Secret{"hunter2"});
  REQUIRE(!made);
  CHECK(made.error().message.find("has 7 characters, expected at least 32") != std::string::npos);
  CHECK(made.error().message.find("hunter2") == std::string::npos);
}
