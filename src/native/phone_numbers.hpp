// Numbering plans, by Google's libphonenumber: what people type becomes an E.164 number, or the reason why not.
// The browser's counterpart is shell/src/phone.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/e164.hpp"

namespace ringback::native {

// Why a number can't take an SMS. The sentences for people are the phrasebook's "refused.…".
enum class PhoneFault {
  empty,
  too_short,
  too_long,
  invalid,  // no number at all, of an unknown country, of no country (+881), or of a kind that takes no SMS (premium rate, …)
  landline,         // where the plan tells landlines from mobiles; in North America it doesn't
  no_calling_code,  // a national form without a region
};

struct ParsedPhone {
  PhoneNumber number;
  std::string region;  // ISO 3166-1 alpha-2, empty where the plan tells none
};

// Takes national and international forms, "00…", "tel:…", blanks and punctuation, digits of any script.
// `default_region` (ISO 3166-1 alpha-2, may be empty) says how a national form is meant.
std::variant<ParsedPhone, PhoneFault> parse_phone(std::string_view text, std::string_view default_region);

// The same answers as parse_phone's and quicker: there is no form to guess at. Each takes the library some time; where
// countries share a calling code (but for +1, where what was found once is kept), a region takes as long again as the kind of
// number.
bool takes_sms(const E164& number);
std::string region_of(const E164& number);  // of one that takes an SMS

}  // namespace ringback::native
