#include "relay/pages.hpp"

#include <map>
#include <mutex>

#include "flow/flow_file.hpp"
#include "relay/page_form.hpp"
#include "relay/page_walk.hpp"
#include "relay/rules.hpp"
#include "relay/store_keys.hpp"

namespace ringback::relay {
namespace {

// What the chat is told the relay's address is; it never leaves this process.
constexpr std::string_view kInside = "https://relay.invalid";
// Longer than the pauses and an API's usual deadline together; then the visitor is asked to go on.
constexpr Milliseconds kLongestAnswer{40'000};
constexpr Milliseconds kLookAgain{150};

}  // namespace

struct Pages::Context {
  PagesOptions options;
  Ports ports;
  VisitorPorts visitor;
  std::vector<std::string> tags;

  // What browsers get of the flow, parsed; by the flow that it was made of.
  mutable std::mutex mutex;
  mutable std::map<std::shared_ptr<const RelayFlow>, std::shared_ptr<const flow::Flow>> parsed;

  std::shared_ptr<const flow::Flow> public_form(const std::shared_ptr<const RelayFlow>& flow) const {
    const std::lock_guard lock{mutex};
    if (const auto found = parsed.find(flow); found != parsed.end()) return found->second;
    std::erase_if(parsed, [&](const auto& each) { return each.first->id == flow->id; });
    return parsed[flow] =
               flow::parse_flow(public_flow(*flow, std::string{kInside} + "/v1"), flow::Audience::browser).flow;
  }
};

// One request, from what it asks to what it is shown.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(std::shared_ptr<const PagesOptions> options, const Ports& ports, const VisitorPorts& visitor,
        std::shared_ptr<const flow::Flow> flow, const Request& request, Respond respond,
        const std::vector<std::string>& tags)
      : options_{std::move(options)},
        ports_{ports},
        visitor_{visitor},
        flow_{std::move(flow)},
        request_{request},
        respond_{std::move(respond)},
        form_{read_page_form(request)},
        locale_{choose_locale(request, tags)} {}

  // A new conversation. Nothing is kept before its first form, so that looking costs nothing.
  void show() {
    const std::string referrer = origin_of(request_.header("referer"));
    if (!referrer.empty() && options_->may_embed(request_, referrer)) form_.origin = referrer;
    if (!check_form()) return;
    page_ = new_page();
    form_.page = ports_.new_token();
    walk([self = shared_from_this()](const chat::Chat& chat, std::optional<PageVerified> verified) {
      const std::string html = self->html_of(chat, 0, std::move(verified));
      if (self->asks_at_once_) return self->tell(200, html);
      // One that waits or calls an API before it asks isn't begun anew with the first form.
      self->page_.chat = dump_json(chat.save(self->now()));
      self->keep_new(html);
    });
  }

  void carry_out() {
    // Forms of other sites have another origin, or "null" where they hide it; those of this page have its own, also in a
    // frame, since its Referrer-Policy lets them.
    const std::string_view from = request_.header("origin");
    if (!from.empty() && from != options_->own_url(request_)) {
      return tell(403, notice_html(locale_, form_.look, "This form isn't one of this page's."));
    }
    if (form_.page.empty()) return show();
    if (!check_form()) return;
    take_form();
  }

 private:
  Instant now() const { return page_instant(ports_.now()); }

  bool check_form() {
    if (!form_.origin.empty() && !options_->may_embed(request_, form_.origin)) form_.origin.clear();
    if (form_.return_url.empty()) return true;
    const std::string site = origin_of(form_.return_url);
    if (!site.empty() && options_->may_take_proofs(request_, site)) return true;
    form_.return_url.clear();
    tell(403, notice_html(locale_, form_.look, "This relay doesn't send proofs to that address."));
    return false;
  }

  PageRecord new_page() const {
    PageRecord page;
    page.flow = request_.parameters.at("flow");
    page.origin = form_.origin;
    page.return_url = form_.return_url;
    page.seed = ports_.new_token();
    page.ends = ports_.now() + options_->limits.session_life;
    return page;
  }

  // Whoever comes first with this form carries it out, the others wait for what it is told.
  void take_form() {
    enum class Found { mine, others, over, ended, refused, of_other_flow };
    struct Decided {
      Found found = Found::mine;
      std::optional<Problem> refused;
    };
    const auto decided = std::make_shared<Decided>();
    const std::string prefix_name = options_->prefix(request_);
    ports_.store->transact(
        {page_key(form_.page), prefix_key(prefix_name)},
        [self = shared_from_this(), decided, prefix_name](const Store::Records& records) {
          const WallTime now = self->ports_.now();
          *decided = {};
          const std::optional<PageRecord> kept = copy_of<PageRecord>(records[0]);
          const bool is_new = is_none(records[0]);
          PageRecord page = kept.value_or(self->new_page());
          PrefixRecord prefix = prefix_name.empty() ? PrefixRecord{} : prefix_in(records[1], now);
          self->page_ = page;
          if (page.flow != self->request_.parameters.at("flow")) {
            decided->found = Found::of_other_flow;
          } else if (is_new ? self->form_.step != 0 : !kept) {
            decided->found = Found::ended;
          } else if (is_new) {
            decided->refused = begin_session(prefix, self->options_->limits, now);
            if (decided->refused) decided->found = Found::refused;
          } else if (now < page.taken_until) {
            decided->found = Found::others;
          } else if (page.step != self->form_.step) {
            decided->found = Found::over;
          }
          if (decided->found != Found::mine) return Change{};
          page.taken_until = now + kLongestAnswer + Milliseconds{5'000};
          return Change{{Write{page, page.ends - now}, is_new ? prefix_write(prefix_name, prefix) : std::nullopt}, {}};
        },
        [self = shared_from_this(), decided](Committed committed) {
          if (committed != Committed::yes) return self->tell_store_trouble();
          switch (decided->found) {
            case Found::mine: return self->go_on();
            case Found::others: return self->ports_.after(kLookAgain, [self] { self->take_form(); });
            case Found::over: return self->tell(200, self->page_.answer);
            case Found::ended: return self->show();
            case Found::of_other_flow: return self->tell(404, self->problem_page("problem.interrupted"));
            case Found::refused: return self->tell(429, self->problem_page("problem.rate_limited"));
          }
        });
  }

  // The chat as it was, and what the form says.
  void go_on() {
    carries_out_ = true;
    walk([self = shared_from_this()](const chat::Chat& chat, std::optional<PageVerified> verified) {
      self->page_.chat = dump_json(chat.save(self->now()));
      ++self->page_.step;
      self->keep(self->html_of(chat, self->page_.step, std::move(verified)));
    });
  }

  void walk(PageWalk::Settled settled) {
    chat::ChatOptions options;
    options.locale = locale_;
    options.idempotency_seed = page_.seed;
    options.matches = visitor_.matches;
    options.phrasebook = phrasebook();
    auto chat = std::make_unique<chat::Chat>(flow_, std::move(options));
    chat::Effects effects;
    std::vector<chat::Event> events;
    const auto kept = parse_json(page_.chat);
    const Json* state = std::get_if<Json>(&kept);
    if (!state || !chat->restore(*state, now(), effects)) {
      // Up to its first question the conversation is the same as the visitor saw.
      effects = chat->handle(flow::Started{}, now());
      asks_at_once_ = !chat->conversation().busy;
    }
    if (carries_out_) {
      if (auto event = event_of(*chat)) events.push_back(std::move(*event));
    }
    PageWalk::Edges edges{ports_.now, ports_.after, [self = shared_from_this()](auto request, auto done) {
                            self->call(std::move(request), std::move(done));
                          }};
    std::make_shared<PageWalk>(std::move(chat), std::move(edges), std::move(settled))
        ->start(std::move(events), std::move(effects), kLongestAnswer);
  }

  std::optional<chat::Event> event_of(const chat::Chat& chat) const {
    const chat::Composer& composer = chat.conversation().composer;
    if (form_.action == "resend") return flow::ResendRequested{};
    if (form_.action == "change") return flow::ChangeRequested{};
    if (form_.action == "retry") return flow::RetryRequested{};
    if (form_.action.starts_with("choice-")) {
      return flow::ChoiceMade{static_cast<std::size_t>(std::atoi(form_.action.substr(7).c_str()))};
    }
    // Enter in an input sends no button in some browsers.
    if (form_.action != "enter" && !form_.action.empty()) return std::nullopt;
    if (composer.kind != chat::Composer::Kind::phone) return flow::TextEntered{form_.value};
    const std::string& country = composer.default_country;
    auto read = visitor_.read_phone(form_.value, country.empty() ? region_of(request_) : country);
    if (auto* entered = std::get_if<flow::PhoneEntered>(&read)) return std::move(*entered);
    return chat::PhoneRefused{std::get<flow::Refusal>(read), {}};
  }

  // To the relay's own routes, as this visitor's browser would.
  void call(api::HttpRequest request, std::function<void(api::HttpAnswer)> done) const {
    Request inner;
    inner.method = std::move(request.method);
    inner.path = request.url.substr(kInside.size());
    inner.headers = std::move(request.headers);
    for (const char* name : {"host", "x-forwarded-for", "x-forwarded-proto"}) {
      if (const std::string_view value = request_.header(name); !value.empty()) {
        inner.headers.push_back({name, std::string{value}});
      }
    }
    std::string site = page_.origin.empty() ? origin_of(page_.return_url) : page_.origin;
    if (!site.empty()) inner.headers.push_back({"origin", std::move(site)});
    inner.body = std::move(request.body);
    inner.peer = request_.peer;
    inner.secure = request_.secure;
    options_->calls->handle(std::move(inner), [done = std::move(done)](Reply reply) {
      if (!reply.response) return done(api::TransportError::unreachable);
      done(api::HttpResponse{reply.response->status, std::move(reply.response->headers),
                             std::move(reply.response->body)});
    });
  }

  void keep(const std::string& html) {
    ports_.store->transact(
        {page_key(form_.page)},
        [self = shared_from_this(), html](const Store::Records&) {
          self->page_.answer = html;
          self->page_.taken_until = WallTime{};
          return Change{{Write{self->page_, std::max(self->page_.ends - self->ports_.now(), Milliseconds{1})}}, {}};
        },
        [self = shared_from_this(), html](Committed committed) {
          if (committed != Committed::yes) return self->tell_store_trouble();
          self->tell(200, html);
        });
  }

  // Looking costs a record here, so it counts as a session.
  void keep_new(const std::string& html) {
    const std::string prefix_name = options_->prefix(request_);
    const auto refused = std::make_shared<bool>();
    ports_.store->transact(
        {page_key(form_.page), prefix_key(prefix_name)},
        [self = shared_from_this(), html, prefix_name, refused](const Store::Records& records) {
          const WallTime now = self->ports_.now();
          PrefixRecord prefix = prefix_name.empty() ? PrefixRecord{} : prefix_in(records[1], now);
          *refused = begin_session(prefix, self->options_->limits, now).has_value();
          if (*refused) return Change{};
          self->page_.answer = html;
          return Change{{Write{self->page_, self->page_.ends - now}, prefix_write(prefix_name, prefix)}, {}};
        },
        [self = shared_from_this(), html, refused](Committed committed) {
          if (committed != Committed::yes) return self->tell_store_trouble();
          if (*refused) return self->tell(429, self->problem_page("problem.rate_limited"));
          self->tell(200, html);
        });
  }

  std::string html_of(const chat::Chat& chat, int step, std::optional<PageVerified> verified) const {
    return page_html(
        chat, {form_.page, step, locale_, page_.origin, page_.return_url, form_.look, form_.value, std::move(verified)},
        now());
  }

  chat::Phrasebook phrasebook() const {
    const auto of = [&](const std::string& tag) {
      const auto found = options_->locales.find(tag);
      return found == options_->locales.end() ? Json::object() : found->second;
    };
    chat::Phrasebook phrases{of("en"), of(locale_)};
    if (visitor_.plural_category) phrases.set_plural_category(visitor_.plural_category(locale_));
    return phrases;
  }
  std::string problem_page(const char* key) const { return notice_html(locale_, form_.look, phrasebook().say(key)); }

  void tell_store_trouble() {
    ports_.metrics->store_failure();
    tell(503, problem_page("problem.unreachable"));
  }

  void tell(int status, std::string html) {
    const std::string site = origin_of(form_.return_url.empty() ? page_.return_url : form_.return_url);
    const std::string& embedder = page_.origin.empty() ? form_.origin : page_.origin;
    respond_(Response{status,
                      {{"Content-Type", "text/html; charset=utf-8"},
                       {"Cache-Control", "no-store"},
                       {"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src " +
                                                       page_script_hash() + "; form-action 'self'" +
                                                       (site.empty() ? "" : " " + site) + "; base-uri 'none'; " +
                                                       "frame-ancestors " + (embedder.empty() ? "'none'" : embedder)},
                       {"Referrer-Policy", "same-origin"},
                       {"X-Robots-Tag", "noindex"}},
                      std::move(html)});
  }

  std::shared_ptr<const PagesOptions> options_;
  const Ports& ports_;
  const VisitorPorts& visitor_;
  std::shared_ptr<const flow::Flow> flow_;
  Request request_;
  Respond respond_;
  PageForm form_;
  std::string locale_;
  PageRecord page_;
  bool carries_out_ = false;  // the form's event, which is this visit's alone
  bool asks_at_once_ = false;
};

Pages::Pages(PagesOptions options, Ports ports, VisitorPorts visitor) {
  auto context = std::make_shared<Context>();
  for (const auto& [tag, sentences] : options.locales) context->tags.push_back(tag);
  context->options = std::move(options);
  context->ports = std::move(ports);
  context->visitor = std::move(visitor);
  context_ = std::move(context);
}

Pages::~Pages() = default;

std::shared_ptr<Visit> Pages::visit(const Request& request, Respond respond) const {
  const auto relayed = context_->options.flow(request.parameters.at("flow"));
  if (!relayed) {
    respond(problem_response({ProblemType::bad_flow, kLogSaysWhich}));
    return nullptr;
  }
  const auto flow = *relayed ? context_->public_form(*relayed) : nullptr;
  if (!flow) {
    respond(problem_response(
        {ProblemType::not_found, "No flow of this name is relayed here: a page's conversation needs one that is."}));
    return nullptr;
  }
  return std::make_shared<Visit>(std::shared_ptr<const PagesOptions>{context_, &context_->options}, context_->ports,
                                 context_->visitor, flow, request, std::move(respond), context_->tags);
}

void Pages::show(const Request& request, Respond respond) const {
  if (const auto made = visit(request, std::move(respond))) made->show();
}

void Pages::carry_out(const Request& request, Respond respond) const {
  if (const auto made = visit(request, std::move(respond))) made->carry_out();
}

}  // namespace ringback::relay
