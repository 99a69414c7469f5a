// What a form of the page (pages.hpp) says: everything in it may be a lie.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/color.hpp"
#include "relay/http.hpp"

namespace ringback::relay {

enum class Theme { of_visitor, light, dark };
// As a form's field has it; empty for the visitor's.
std::string_view name_of(Theme theme);

// As the site wants it.
struct PageLook {
  Theme theme = Theme::of_visitor;
  std::optional<Color> accent;
};

struct PageForm {
  std::string page;        // the conversation's id, 64 hexadecimal digits; empty: none, or none that could be one
  int step = 0;            // of the conversation, when the form was shown
  std::string action;      // "enter", "resend", "change", "retry", or "choice-N"
  std::string value;       // what was typed
  std::string origin;      // of the page that embeds it; empty: none
  std::string return_url;  // where the proof goes, without a script; empty: nowhere
  PageLook look;
};

// "3a5bf0", as a form's field and an address have a colour; empty for none.
std::string name_of(const std::optional<Color>& accent);
std::optional<Color> read_color(std::string_view text);

// From the fields of a form, or of the address.
PageForm read_page_form(const Request& request);

// "https://shop.example" of "https://shop.example/cart?x=1"; empty when it is no URL of http or https.
std::string origin_of(std::string_view url);

// The best of `known` for ?locale= or Accept-Language (RFC 9110 section 12.5.4), "en" if none is.
std::string choose_locale(const Request& request, const std::vector<std::string>& known);

// ISO 3166-1 alpha-2 of the first language that names one ("de-CH": "CH"), else empty.
std::string region_of(const Request& request);

}  // namespace ringback::relay
