#include "native/phone_numbers.hpp"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

namespace ringback::native {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;
using Parsed = i18n::phonenumbers::PhoneNumber;

// More than any number with any punctuation; the library itself stops at 250.
constexpr std::size_t kMaximumText = 100;

// Satellite telephones and networks that are everywhere: no visitor's own, as in the browser's plans (metadata.mjs).
bool is_of_no_country(const PhoneNumberUtil& util, const Parsed& number) {
  if (number.country_code() < 800) return false;
  std::string region;
  util.GetRegionCodeForCountryCode(number.country_code(), &region);
  return region == "001";
}

// Until 2019 Mexico's mobile numbers had a 1 before them from abroad. The plan still takes it, for the same telephone.
constexpr int kMexico = 52;
constexpr std::uint64_t kMexicosOldMobilePrefix = 10'000'000'000;
bool has_mexicos_old_prefix(const Parsed& number) {
  return number.country_code() == kMexico && number.national_number() / kMexicosOldMobilePrefix == 1;
}

std::optional<PhoneFault> fault_of(const PhoneNumberUtil& util, const Parsed& number) {
  if (is_of_no_country(util, number)) return PhoneFault::invalid;
  const PhoneNumberUtil::PhoneNumberType type = util.GetNumberType(number);
  switch (type) {
    case PhoneNumberUtil::MOBILE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
    case PhoneNumberUtil::PERSONAL_NUMBER:
    case PhoneNumberUtil::VOIP: return std::nullopt;
    default: break;
  }
  switch (util.IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::TOO_SHORT:
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return PhoneFault::too_short;
    case PhoneNumberUtil::TOO_LONG: return PhoneFault::too_long;
    default: return type == PhoneNumberUtil::FIXED_LINE ? PhoneFault::landline : PhoneFault::invalid;
  }
}

// Empty for numbers of no country.
std::string region_of(const PhoneNumberUtil& util, const Parsed& number) {
  std::string region;
  util.GetRegionCodeForNumber(number, &region);
  if (region == "001" || region == "ZZ") region.clear();
  return region;
}

// The library tries one country after the other. In North America's plan an area code is in one (North American Numbering
// Plan Administrator), so what it said of a number goes for all with the same code.
std::string region_in_north_america(const PhoneNumberUtil& util, const Parsed& number) {
  static std::array<std::atomic<std::uint16_t>, 1'000> found{};  // two letters by area code; 0: not asked yet
  std::atomic<std::uint16_t>& entry = found[number.national_number() / 10'000'000 % found.size()];
  if (const std::uint16_t letters = entry) return {static_cast<char>(letters >> 8), static_cast<char>(letters & 0xff)};
  std::string region = region_of(util, number);
  if (region.size() == 2) entry = static_cast<std::uint16_t>(region[0] << 8 | region[1]);
  return region;
}

// An E.164 number; none when no calling code is a prefix of it.
std::optional<Parsed> split(const PhoneNumberUtil& util, const E164& e164) {
  const std::string digits = e164.text().substr(1);
  // No calling code is another's prefix (ITU-T E.164).
  for (std::size_t length = 1; length <= 3 && length < digits.size(); ++length) {
    const int code = std::stoi(digits.substr(0, length));
    std::string region;
    util.GetRegionCodeForCountryCode(code, &region);
    if (region == "ZZ") continue;
    const std::string national = digits.substr(length);
    Parsed number;
    number.set_country_code(code);
    number.set_national_number(std::stoull(national));
    // Italy's and some others' belong to the number.
    const std::size_t zeros = std::min(national.find_first_not_of('0'), national.size() - 1);
    if (zeros > 0) number.set_italian_leading_zero(true);
    if (zeros > 1) number.set_number_of_leading_zeros(static_cast<int>(zeros));
    return number;
  }
  return std::nullopt;
}

bool has_plus(const std::string& text) {
  return text.find('+') != std::string::npos || text.find("\uff0b") != std::string::npos;
}

std::variant<ParsedPhone, PhoneFault> parse_once(const std::string& text, const std::string& region) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  Parsed number;
  switch (util.Parse(text, region.empty() ? "ZZ" : region, &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR: break;
    case PhoneNumberUtil::TOO_SHORT_NSN:
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD: return PhoneFault::too_short;
    case PhoneNumberUtil::TOO_LONG_NSN: return PhoneFault::too_long;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return region.empty() && !has_plus(text) ? PhoneFault::no_calling_code : PhoneFault::invalid;
    default: return PhoneFault::invalid;
  }
  if (has_mexicos_old_prefix(number)) number.set_national_number(number.national_number() % kMexicosOldMobilePrefix);
  if (const auto fault = fault_of(util, number)) return *fault;
  std::string e164, international;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  number.clear_extension();
  util.Format(number, PhoneNumberUtil::INTERNATIONAL, &international);
  auto parsed = E164::parse(e164);
  if (!parsed) return PhoneFault::invalid;
  return ParsedPhone{PhoneNumber{std::move(*parsed), std::move(international)}, region_of(util, number)};
}

}  // namespace

std::variant<ParsedPhone, PhoneFault> parse_phone(std::string_view text, std::string_view default_region) {
  std::string typed{text};
  if (typed.find_first_not_of(" \t\r\n") == std::string::npos) return PhoneFault::empty;
  if (typed.size() > kMaximumText) return PhoneFault::too_long;
  const std::string region{default_region};
  auto parsed = parse_once(typed, region);
  if (std::holds_alternative<ParsedPhone>(parsed)) return parsed;
  // "00" is how most of the world dials abroad; where it isn't (North America, Japan, …), no number begins with it.
  std::string digits = typed;
  PhoneNumberUtil::GetInstance()->NormalizeDigitsOnly(&digits);
  if (digits.starts_with("00") && digits.size() > 4) {
    auto international = parse_once("+" + digits.substr(2), region);
    // Of two refusals, the landline's is the one that says something about a number that exists.
    const auto* fault = std::get_if<PhoneFault>(&international);
    if (!fault || *fault == PhoneFault::landline) return international;
  }
  // A calling code without its plus, or one that stands there twice, as forms fill numbers in.
  const std::string code = std::to_string(PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region));
  const bool plus = has_plus(typed);
  if (code != "0" && digits.starts_with(plus ? code + code : code)) {
    auto international = parse_once("+" + (plus ? digits.substr(code.size()) : digits), region);
    if (std::holds_alternative<ParsedPhone>(international)) return international;
  }
  return parsed;
}

bool takes_sms(const E164& number) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  const auto parsed = split(util, number);
  return parsed && !has_mexicos_old_prefix(*parsed) && !fault_of(util, *parsed);
}

std::string region_of(const E164& number) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  const auto parsed = split(util, number);
  if (!parsed) return "";
  return parsed->country_code() == 1 ? region_in_north_america(util, *parsed) : region_of(util, *parsed);
}

}  // namespace ringback::native
