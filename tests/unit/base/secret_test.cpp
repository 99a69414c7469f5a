#include "base/secret.hpp"

#include <catch2/catch_test_macros.hpp>
#include <concepts>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

namespace ringback {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept Serialisable = requires(const T& value) {
  nlohmann::json(value);
};
template <class T>
concept AssignableToJson = requires(nlohmann::json& json, const T& value) {
  json = value;
};

// The concepts themselves must be able to say yes.
static_assert(Printable<std::string> && Serialisable<std::string> && AssignableToJson<std::string>);

static_assert(!Printable<Secret>, "a secret must not be printable");
static_assert(!Serialisable<Secret>, "a secret must not become JSON");
static_assert(!AssignableToJson<Secret>, "a secret must not be put into JSON");
static_assert(!std::convertible_to<Secret, std::string>, "a secret must not become a text by itself");
static_assert(!std::convertible_to<Secret, std::string_view>, "a secret must not become a text by itself");
static_assert(!std::convertible_to<std::string, Secret>, "a text must not become a secret unseen");
static_assert(!std::totally_ordered<Secret>, "an order would be told by variable time");

TEST_CASE("a secret equals another of the same text only") {
  const Secret secret{"correct horse"};
  CHECK(secret == Secret{"correct horse"});
  CHECK(secret != Secret{"correct horsf"});
  CHECK(secret != Secret{"Correct horse"});
  CHECK(secret != Secret{"correct"});
  CHECK(secret != Secret{});
  CHECK(Secret{} == Secret{std::string{}});
  CHECK(Secret{std::string{"a\0b", 3}} != Secret{std::string{"a\0c", 3}});
}

TEST_CASE("reveal gives the text back") {
  CHECK(Secret{"abc"}.reveal() == "abc");
  CHECK(Secret{}.empty());
  CHECK_FALSE(Secret{"abc"}.empty());
}

}  // namespace
}  // namespace ringback
