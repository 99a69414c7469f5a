// Google's example numbers of every region and type, written in every way that people write numbers, and what Google's
// library and src/native/phone_numbers.cpp make of each: a JSON object a line. differential.mjs reads it.

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <array>
#include <cstdio>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "native/phone_numbers.hpp"

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using ringback::Json;
using ringback::native::PhoneFault;

constexpr std::array<const char*, 12> kTypes{"FIXED_LINE", "MOBILE",          "FIXED_LINE_OR_MOBILE",
                                             "TOLL_FREE",  "PREMIUM_RATE",    "SHARED_COST",
                                             "VOIP",       "PERSONAL_NUMBER", "PAGER",
                                             "UAN",        "VOICEMAIL",       "UNKNOWN"};

const PhoneNumberUtil& util() { return *PhoneNumberUtil::GetInstance(); }

std::string format(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat form) {
  std::string text;
  util().Format(number, form, &text);
  return text;
}

// The digits in another script; `zero` is the UTF-8 of its zero, whose last byte is counted up.
std::string in_digits(const std::string& text, const std::string& zero, const std::string& plus) {
  std::string written;
  for (const char each : text) {
    if (each == '+') {
      written += plus;
    } else if (each >= '0' && each <= '9') {
      written += zero;
      written.back() = static_cast<char>(written.back() + (each - '0'));
    } else {
      written += each;
    }
  }
  return written;
}

std::string separated(const std::string& text, char separator, std::size_t group) {
  std::string written;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && at % group == 0) written += separator;
    written += text[at];
  }
  return written;
}

std::string name_of(PhoneFault fault) {
  switch (fault) {
    case PhoneFault::empty: return "empty";
    case PhoneFault::too_short: return "too_short";
    case PhoneFault::too_long: return "too_long";
    case PhoneFault::invalid: return "invalid_phone";
    case PhoneFault::landline: return "landline";
    case PhoneFault::no_calling_code: return "no_calling_code";
  }
  return "";
}

// Google's own words: what a number is said to be before any rule of ours.
Json google_on(const std::string& text, const std::string& region) {
  PhoneNumber number;
  if (util().Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return nullptr;
  std::string found;
  util().GetRegionCodeForNumber(number, &found);
  return {{"e164", format(number, PhoneNumberUtil::E164)},
          {"region", found == "ZZ" ? "" : found},
          {"type", kTypes.at(static_cast<std::size_t>(util().GetNumberType(number)))},
          {"valid", util().IsValidNumber(number)}};
}

Json ours_on(const std::string& text, const std::string& region) {
  const auto parsed = ringback::native::parse_phone(text, region);
  if (const auto* fault = std::get_if<PhoneFault>(&parsed)) return {{"refused", name_of(*fault)}};
  const auto& phone = std::get<ringback::native::ParsedPhone>(parsed);
  return {{"e164", phone.number.e164.text()}, {"region", phone.region}};
}

// What the relay makes of the number that a browser made of this text.
Json relay_on(const Json& google) {
  const auto e164 = google.is_object() ? ringback::E164::parse(google.at("e164").get<std::string>()) : std::nullopt;
  return e164 && ringback::native::takes_sms(*e164) ? Json(ringback::native::region_of(*e164)) : Json(nullptr);
}

void print(const std::string& region, const char* type, const char* form, const std::string& text,
           const std::string& typed_in) {
  const Json line{{"region", region},
                  {"type", type},
                  {"form", form},
                  {"text", text},
                  {"in", typed_in},
                  {"google", google_on(text, typed_in)},
                  {"ours", ours_on(text, typed_in)},
                  {"relay", relay_on(google_on(text, typed_in))}};
  std::printf("%s\n", ringback::dump_json(line).c_str());
}

void print_forms(const std::string& region, const char* type, const PhoneNumber& number) {
  const std::string e164 = format(number, PhoneNumberUtil::E164);
  const std::string digits = e164.substr(1);
  const std::string international = format(number, PhoneNumberUtil::INTERNATIONAL);
  const std::string national = format(number, PhoneNumberUtil::NATIONAL);
  std::string significant;
  util().GetNationalSignificantNumber(number, &significant);
  const std::string code = std::to_string(number.country_code());
  const std::vector<std::pair<const char*, std::string>> at_home{
      {"E.164", e164},
      {"international", international},
      {"national", national},
      {"national, digits alone",
       [&] {
         std::string plain = national;
         util().NormalizeDigitsOnly(&plain);
         return plain;
       }()},
      {"significant", significant},
      {"tel: URI", format(number, PhoneNumberUtil::RFC3966)},
      {"00", "00" + digits},
      {"spaces", "+" + separated(digits, ' ', 2)},
      {"dashes", "+" + separated(digits, '-', 3)},
      {"dots", "+" + code + "." + separated(significant, '.', 3)},
      {"(0)", "+" + code + " (0) " + significant},
      {"full width", in_digits(international, "\uff10", "\uff0b")},
      {"Arabic-Indic", in_digits(e164, "\u0660", "+")},
      {"Devanagari", in_digits(e164, "\u0966", "+")},
      {"code without plus", digits},
      {"one digit short", e164.substr(0, e164.size() - 1)},
      {"one digit long", e164 + "1"},
  };
  for (const auto& [form, text] : at_home) print(region, type, form, text, region);
  const std::string elsewhere = region == "US" || number.country_code() == 1 ? "DE" : "US";
  print(region, type, "E.164, from elsewhere", e164, elsewhere);
  print(region, type, "international, from elsewhere", international, elsewhere);
}

}  // namespace

int main() {
  std::set<std::string> regions;
  util().GetSupportedRegions(&regions);
  for (const std::string& region : regions) {
    for (std::size_t type = 0; type < kTypes.size(); ++type) {
      PhoneNumber number;
      const auto wanted = static_cast<PhoneNumberUtil::PhoneNumberType>(type);
      if (util().GetExampleNumberForType(region, wanted, &number)) print_forms(region, kTypes[type], number);
    }
  }
  return 0;
}
