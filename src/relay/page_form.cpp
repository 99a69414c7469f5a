#include "relay/page_form.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/ascii.hpp"
#include "base/language_tag.hpp"

namespace ringback::relay {
namespace {

constexpr std::size_t kIdLength = 64;
constexpr std::size_t kLongestValue = 2'000;
constexpr int kManySteps = 100'000;

std::string field(const Request& request, std::string_view name) {
  const auto found = request.query.find(name);
  return found == request.query.end() ? std::string{} : found->second;
}

bool is_id(const std::string& text) {
  return text.size() == kIdLength && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// "de-CH" fits "de-CH" and "de".
std::string known_tag(std::string_view wanted, const std::vector<std::string>& known) {
  for (std::string_view tag = wanted; !tag.empty(); tag = wider_tag(tag)) {
    for (const std::string& each : known) {
      if (equals_ignoring_case(each, tag)) return each;
    }
  }
  return {};
}

}  // namespace

std::string_view name_of(Theme theme) {
  constexpr const char* kNames[] = {"", "light", "dark"};
  return kNames[static_cast<int>(theme)];
}

std::string name_of(const std::optional<Color>& accent) { return accent ? accent->css().substr(1) : ""; }

PageForm read_page_form(const Request& request) {
  PageForm form;
  form.page = field(request, "page");
  if (!is_id(form.page)) form.page.clear();
  form.step = std::clamp(std::atoi(field(request, "step").c_str()), 0, kManySteps);
  form.action = field(request, "action");
  form.value = field(request, "value").substr(0, kLongestValue);
  form.origin = origin_of(field(request, "origin"));
  form.return_url = field(request, "return");
  const std::string theme = field(request, "theme");
  for (const Theme each : {Theme::light, Theme::dark}) {
    if (theme == name_of(each)) form.look.theme = each;
  }
  form.look.accent = read_color(field(request, "accent"));
  return form;
}

std::optional<Color> read_color(std::string_view text) { return Color::parse("#" + std::string{text}); }

std::string origin_of(std::string_view url) {
  const std::size_t start = url.starts_with("https://") ? 8 : url.starts_with("http://") ? 7 : 0;
  if (start == 0) return {};
  const std::size_t end = std::min(url.find_first_of("/?#", start), url.size());
  std::string origin{url.substr(0, end)};
  std::transform(origin.begin(), origin.end(), origin.begin(), lower);
  const bool plain = origin.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]", start) == std::string::npos;
  return plain && origin.size() > start ? origin : std::string{};
}

std::string choose_locale(const Request& request, const std::vector<std::string>& known) {
  if (std::string tag = known_tag(field(request, "locale"), known); !tag.empty()) return tag;
  // By quality; of equals the first.
  std::string best;
  double best_quality = 0;
  std::string_view rest = request.header("accept-language");
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::size_t semicolon = item.find(';');
    const std::size_t q = item.find("q=", std::min(semicolon, item.size()));
    const double quality = q == std::string_view::npos ? 1 : std::atof(std::string{item.substr(q + 2)}.c_str());
    std::string tag = known_tag(item.substr(0, item.find_first_of("; ")), known);
    if (tag.empty() || quality <= best_quality) continue;
    best = std::move(tag);
    best_quality = quality;
  }
  return best.empty() ? "en" : best;
}

std::string region_of(const Request& request) {
  const std::string languages = field(request, "locale") + "," + std::string{request.header("accept-language")};
  const auto capital = [](char c) { return static_cast<char>(lower(c) - 'a' + 'A'); };
  for (std::size_t dash = languages.find('-'); dash != std::string::npos; dash = languages.find('-', dash + 1)) {
    const std::size_t end = std::min(languages.find_first_of(",;- ", dash + 1), languages.size());
    const std::string subtag = languages.substr(dash + 1, end - dash - 1);
    const bool letters = subtag.size() == 2 && lower(subtag[0]) >= 'a' && lower(subtag[0]) <= 'z' &&
                         lower(subtag[1]) >= 'a' && lower(subtag[1]) <= 'z';
    if (letters) return {capital(subtag[0]), capital(subtag[1])};
  }
  return {};
}

}  // namespace ringback::relay
