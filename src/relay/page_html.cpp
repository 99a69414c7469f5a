#include "relay/page_html.hpp"

#include <openssl/evp.h>

#include <cstdlib>

#include "base/accent_colors.hpp"
#include "base/ascii.hpp"

namespace ringback::relay {
namespace {

using chat::Composer;

// Tells the page that embeds this one; nobody else can hear it. What it says stands in the element before it.
constexpr std::string_view kScript =
    "const{phone,proof,origin}=document.currentScript.previousElementSibling.dataset;"
    "parent.postMessage({type:'ringback:verified',phone,proof},origin)";

bool is_right_to_left(std::string_view locale) {
  const std::string_view language = locale.substr(0, locale.find('-'));
  for (const char* each : {"ar", "fa", "he", "ur"}) {
    if (language == each) return true;
  }
  return false;
}

// Where a phone number in international form that begins at `start` ends; `start` if none does. In the panel it is
// line_breaker.ts that looks for them.
std::size_t number_end(std::string_view text, std::size_t start) {
  constexpr std::size_t kFewestDigits = 6;
  constexpr std::size_t kLongest = 24;  // 15 digits (E.164) as they are written; what no line has room for must break
  std::size_t end = start, digits = 0;
  for (std::size_t i = start + 1; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      ++digits;
      end = i + 1;
    } else if (digits == 0 || std::string_view{" ().-"}.find(text[i]) == std::string_view::npos) {
      break;
    }
  }
  return digits < kFewestDigits || end - start > kLongest ? start : end;
}

// Text in which no line ends within a phone number: a browser breaks one at its hyphens.
std::string message_html(std::string_view text) {
  std::string html;
  std::size_t written = 0;
  for (std::size_t plus = text.find('+'); plus != std::string_view::npos; plus = text.find('+', plus + 1)) {
    const std::size_t end = number_end(text, plus);
    if (end == plus) continue;
    html += escape_html(text.substr(written, plus - written)) + "<span class=number>" +
            escape_html(text.substr(plus, end - plus)) + "</span>";
    written = end;
  }
  return html + escape_html(text.substr(written));
}

std::string attribute(const char* name, std::string_view value) {
  return std::string{" "} + name + "=\"" + escape_html(value) + "\"";
}

std::string hidden(const char* name, std::string_view value) {
  return value.empty() ? "" : "<input type=hidden" + attribute("name", name) + attribute("value", value) + ">";
}

std::string style_sheet(const std::string& address, const char* when = "") {
  return "<link rel=stylesheet href=" + address + when + ">";
}

// Each after what it changes.
std::string style_sheets(const PageLook& look) {
  const std::string color = name_of(look.accent);
  const char* when = look.theme == Theme::of_visitor ? " media=\"(prefers-color-scheme: dark)\"" : "";
  std::string sheets = style_sheet("/ringback-page.css");
  if (look.accent) sheets += style_sheet("/ringback-page-accent.css?light=" + color);
  if (look.theme == Theme::light) return sheets;
  sheets += style_sheet("/ringback-page-dark.css", when);
  if (look.accent) sheets += style_sheet("/ringback-page-accent.css?dark=" + color, when);
  return sheets;
}

std::string head(const std::string& locale, const PageLook& look, const std::string& title) {
  return "<!doctype html>\n<html" + attribute("lang", locale) + (is_right_to_left(locale) ? " dir=rtl" : "") +
         "><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>" + escape_html(title) +
         "</title>" + style_sheets(look) + "\n<main>";
}

std::string button(std::string_view action, std::string_view name, const char* look) {
  return "<button name=action" + attribute("value", action) + attribute("class", look) + ">" + escape_html(name) +
         "</button>";
}

// A label and its input; the alert describes it.
std::string field(const Composer& composer, const std::string& name, const std::string& kind, const std::string& hint,
                  const std::string& typed) {
  const bool is_code = composer.kind == Composer::Kind::code;
  const std::string& value = composer.invalid && !is_code ? typed : composer.initial_text;
  std::string described = composer.alert.empty() ? "" : "alert";
  if (!hint.empty()) described += (described.empty() ? "" : " ") + std::string{"hint"};
  return "<label for=value>" + escape_html(name) + "</label><input id=value name=value autofocus" + kind +
         (value.empty() ? "" : attribute("value", value)) + (composer.invalid ? " aria-invalid=true" : "") +
         (described.empty() ? "" : attribute("aria-describedby", described)) + ">" +
         (hint.empty() ? "" : "<p id=hint class=quiet>" + escape_html(hint) + "</p>");
}

std::string consent(const Composer& composer) {
  return composer.consent.empty() ? "" : "<p class=quiet>" + escape_html(composer.consent) + "</p>";
}

std::string controls(const chat::Chat& chat, const std::string& typed, Instant now) {
  const Composer& composer = chat.conversation().composer;
  const auto say = [&](const char* key) { return chat.phrasebook().say(key); };
  std::string html;
  switch (composer.kind) {
    case Composer::Kind::phone:
      html = consent(composer) +
             field(composer, say("phone_number"), " type=tel autocomplete=tel",
                   composer.default_country.empty() ? say("phone_hint") : "", typed) +
             button("enter", say("send_code"), "main");
      break;
    case Composer::Kind::code: {
      html = field(composer, say("verification_code"), " inputmode=numeric autocomplete=one-time-code class=code", "",
                   typed) +
             button("enter", say("verify"), "main");
      if (composer.can_resend) {
        const int seconds = chat::Chat::seconds_until(composer.resend_at, now);
        html += button("resend", say("resend_code"), seconds > 0 ? "quiet" : "link");
        if (seconds > 0) {
          html += "<p class=quiet>" +
                  escape_html(chat.phrasebook().say("resend_in", {{"time", chat::Chat::time_text(seconds)}})) + "</p>";
        }
      }
      if (composer.can_change_number) html += button("change", say("change_number"), "link");
      break;
    }
    case Composer::Kind::text:
      html = field(composer, composer.prompt, " type=text", "", typed) + button("enter", say("send"), "main");
      break;
    case Composer::Kind::email:
      html = field(composer, composer.prompt, " type=email autocomplete=email", "", typed) +
             button("enter", say("send"), "main");
      break;
    case Composer::Kind::number:
      html = field(composer, composer.prompt, " inputmode=decimal", "", typed) + button("enter", say("send"), "main");
      break;
    case Composer::Kind::choice:
      for (std::size_t i = 0; i < composer.choices.size(); ++i) {
        html += button("choice-" + std::to_string(i), composer.choices[i], "choice");
      }
      break;
    case Composer::Kind::retry:
      html = button("retry", say("try_again"), "main");
      if (composer.can_change_number) html += button("change", say("change_number"), "link");
      break;
    case Composer::Kind::restart: html = button("retry", say("start_over"), "link"); break;
    case Composer::Kind::none: break;
  }
  return html;
}

std::string told_to_site(const PageView& view) {
  if (!view.verified) return {};
  std::string html;
  if (!view.origin.empty()) {
    html += "<div hidden" + attribute("data-phone", view.verified->phone) +
            attribute("data-proof", view.verified->proof) + attribute("data-origin", view.origin) + "></div><script>" +
            std::string{kScript} + "</script>";
  }
  return html;
}

}  // namespace

std::string page_html(const chat::Chat& chat, const PageView& view, Instant now) {
  const chat::Conversation& conversation = chat.conversation();
  const auto say = [&](const char* key) { return chat.phrasebook().say(key); };
  std::string html = head(view.locale, view.look, conversation.title) + "<h1>" + escape_html(conversation.title) +
                     "</h1>\n<section role=log" + attribute("aria-label", say("conversation")) + ">";
  for (const chat::Message& message : conversation.transcript) {
    html += std::string{"\n<p data-message data-from="} + (message.from == chat::Sender::bot ? "bot" : "visitor") +
            " dir=auto>" + message_html(message.text) + "</p>";
  }
  html += "</section>\n";
  if (conversation.outcome) {
    constexpr const char* kOutcomes[] = {"outcome.verified", "outcome.failed", "outcome.blocked"};
    html += (*conversation.outcome == flow::EndOutcome::verified ? "<p class='outcome verified' role=status>"
                                                                 : "<p class=outcome role=status>") +
            escape_html(say(kOutcomes[static_cast<int>(*conversation.outcome)])) + "</p>";
  }
  if (conversation.busy) html += "<p role=status>" + escape_html(say("typing")) + "</p>";
  const Composer& composer = conversation.composer;
  if (!composer.alert.empty()) html += "<p id=alert role=alert>" + escape_html(composer.alert) + "</p>";
  html += told_to_site(view);
  if (view.verified && !view.return_url.empty()) {
    return html + "<form method=post" + attribute("action", view.return_url) + ">" +
           hidden("phone", view.verified->phone) + hidden("proof", view.verified->proof) +
           "<button class=main autofocus>" + escape_html(say("continue")) + "</button></form></main></html>\n";
  }
  const std::string inside =
      conversation.busy ? button("wait", say("try_again"), "main") : controls(chat, view.typed, now);
  if (!inside.empty()) {
    html += "<form method=post>" + hidden("page", view.page) + hidden("step", std::to_string(view.step)) +
            hidden("origin", view.origin) + hidden("return", view.return_url) + hidden("locale", view.locale) +
            hidden("theme", name_of(view.look.theme)) + hidden("accent", name_of(view.look.accent)) + inside +
            "</form>";
  }
  return html + "</main></html>\n";
}

std::string notice_html(const std::string& locale, const PageLook& look, const std::string& sentence) {
  return head(locale, look, sentence) + "<p role=alert>" + escape_html(sentence) + "</p></main></html>\n";
}

std::string accent_style_sheet(Color accent, bool dark) {
  const AccentColors colors = AccentColors::of(accent, dark);
  return ":root{--accent:" + colors.fill.css() + ";--accent-ink:" + colors.fill_ink.css() +
         ";--accent-line:" + colors.line.css() + ";--accent-text:" + colors.text.css() +
         ";--ground:" + colors.ground.css() + ";--shade:" + colors.shade.css() + "}\n";
}

const std::string& page_script_hash() {
  static const std::string hash = [] {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_Digest(kScript.data(), kScript.size(), digest, &size, EVP_sha256(), nullptr) != 1) std::abort();
    std::string text(4 * ((size + 2) / 3) + 1, '\0');
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), digest, static_cast<int>(size))));
    return "'sha256-" + text + "'";
  }();
  return hash;
}

std::string escape_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      case '\'': safe += "&#39;"; break;
      default: safe += c;
    }
  }
  return safe;
}

}  // namespace ringback::relay
