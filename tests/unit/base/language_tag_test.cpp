#include "base/language_tag.hpp"

#include <catch2/catch_test_macros.hpp>
#include <iterator>

namespace ringback {
namespace {

TEST_CASE("a language tag widens one part at a time") {
  CHECK(wider_tag("de-CH-1996") == "de-CH");
  CHECK(wider_tag("de-CH") == "de");
  CHECK(wider_tag("de") == "");
  CHECK(wider_tag("") == "");
}

TEST_CASE("Chinese of Taiwan, Hong Kong and Macao widens to traditional characters first") {
  for (const char* tag : {"zh-TW", "zh-hk", "ZH-MO"}) CHECK(wider_tag(tag) == "zh-Hant");
  CHECK(wider_tag("zh-Hant") == "zh");
  CHECK(wider_tag("zh-Hans-HK") == "zh-Hans");
  CHECK(wider_tag("zh-SG") == "zh");
}

TEST_CASE("a tag is the nearer the more of it is what is wanted") {
  const char* const farther[] = {"zh-Hant-HK", "zh-Hant", "zh-HK", "zh-TW", "zh", "zh-CN"};
  for (std::size_t i = 1; i < std::size(farther); ++i) {
    INFO(farther[i]);
    CHECK(*tag_distance("zh-Hant-HK", farther[i - 1]) < *tag_distance("zh-Hant-HK", farther[i]));
  }
  CHECK(tag_distance("de-AT", "DE-at") == 0);
  CHECK_FALSE(tag_distance("de", "en"));
  CHECK_FALSE(tag_distance("", "en"));
  CHECK_FALSE(tag_distance("en", ""));
}

}  // namespace
}  // namespace ringback
