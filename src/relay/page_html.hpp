// The page's HTML (pages.hpp): the conversation as it stands and one form for what the visitor can do, under the roles
// and names of SPEC section 6. Everything that comes from a flow, a visitor or an API is escaped.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "chat/chat.hpp"
#include "relay/page_form.hpp"

namespace ringback::relay {

struct PageVerified {
  std::string phone, proof;
};

struct PageView {
  std::string page;        // the conversation's id
  int step = 0;            // that the form will name
  std::string locale;      // BCP 47
  std::string origin;      // of the page that embeds it, which is told; empty: none
  std::string return_url;  // where the proof can be taken; empty: nowhere
  PageLook look;
  std::string typed;  // what was refused, for mending
  std::optional<PageVerified> verified;
};

std::string page_html(const chat::Chat& chat, const PageView& view, Instant now);

// A page with one sentence, when there is no conversation to show.
std::string notice_html(const std::string& locale, const PageLook& look, const std::string& sentence);

// The colours that ringback-page.css and ringback-page-dark.css have for the accent that nobody chose, for this one.
std::string accent_style_sheet(Color accent, bool dark);

// 'sha256-…' of the page's one script, for its Content-Security-Policy.
const std::string& page_script_hash();

std::string escape_html(std::string_view text);

}  // namespace ringback::relay
