#include "base/language_tag.hpp"

#include <catch2/catch_test_macros.hpp>

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

}  // namespace
}  // namespace ringback
