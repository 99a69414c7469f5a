#include "browser/widget.hpp"

#include <emscripten.h>

#include <cmath>

#include "browser/bridge.hpp"
#include "browser/glyphs.hpp"
#include "browser/json_fields.hpp"
#include "flow/flow_file.hpp"

namespace ringback::browser {

namespace {

bool matches(std::string_view pattern, std::string_view text) {
  return host_matches(std::string{pattern}.c_str(), std::string{text}.c_str()) != 0;
}

std::string plural_category(int count) {
  static constexpr const char* kCategories[] = {"zero", "one", "two", "few", "many", "other"};
  const int index = host_plural_category(count);
  return kCategories[index >= 0 && index < 6 ? index : 5];
}

}  // namespace

Instant answer_time() { return instant_from_ms(static_cast<std::int64_t>(std::ceil(emscripten_get_now()))); }

std::string Widget::start(std::string_view config_json, Instant now) {
  auto parsed = parse_json(config_json);
  const Json* config = std::get_if<Json>(&parsed);
  if (config == nullptr || !config->is_object()) return "The start configuration isn't a JSON object.";

  flow::FlowFile file = flow::parse_flow(text_field(*config, "flow"), flow::Audience::browser);
  std::string errors;
  for (const flow::Diagnostic& diagnostic : file.diagnostics) {
    if (diagnostic.severity == flow::Severity::error) {
      errors += errors.empty() ? "" : "\n";
      errors += diagnostic.to_string();
    } else {
      host_warn(diagnostic.to_string().c_str());
    }
  }
  if (file.has_errors()) return errors;
  flow_ = file.flow;

  options_.locale = text_field(*config, "locale");
  options_.idempotency_seed = text_field(*config, "seed");
  options_.matches = matches;
  options_.phrasebook = chat::Phrasebook{object_field(*config, "english"), object_field(*config, "phrases")};
  options_.phrasebook.set_plural_category(plural_category);
  chat_ = std::make_unique<chat::Chat>(flow_, options_);
  forget_shown();
  ++starts_;

  chat::Effects effects;
  const std::string saved_text = text_field(*config, "saved");
  auto saved = parse_json(saved_text);
  const Json* state = std::get_if<Json>(&saved);
  const bool resumed = state != nullptr && chat_->restore(*state, now, effects);
  carry_out(effects, now);
  const Json attributes = object_field(*config, "attributes");
  for (const auto& [name, value] : attributes.items()) handle(flow::AttributeSet{name, value}, now);
  if (!resumed) handle(flow::Started{}, now);
  host_request_frame();
  return {};
}

void Widget::reset(Instant now) {
  if (!chat_) return;
  // Keys of the new conversation must not repeat those of the old one.
  chat::ChatOptions options = options_;
  options.idempotency_seed += "-" + std::to_string(++starts_);
  chat_ = std::make_unique<chat::Chat>(flow_, options);
  forget_shown();
  handle(flow::Started{}, now);
}

void Widget::forget_shown() {
  panel_.set_field({});
  projected_.clear();
}

void Widget::handle(const chat::Event& event, Instant now) {
  if (chat_) carry_out(chat_->handle(event, now), now);
}

void Widget::tick(Instant now) { handle(flow::TimePassed{}, now); }

void Widget::carry_out(const chat::Effects& effects, Instant now) {
  for (const api::TryToSend& each : effects.requests) {
    http_.send(each.request, [this, asked_at = starts_, try_id = each.try_id](api::HttpAnswer answer) {
      // The visitor may have started over meanwhile.
      if (starts_ == asked_at) handle(chat::HttpAnswered{try_id, std::move(answer)}, answer_time());
    });
  }
  if (effects.changed) {
    host_changed();
    host_request_frame();
  }
  for (const std::string& warning : effects.warnings) host_warn(warning.c_str());
  // Last, since a page's handler may call back into the widget.
  const std::optional<Instant> deadline = chat_->next_deadline(now);
  host_wake_at(deadline ? static_cast<double>(ms_of(*deadline)) : -1);
  for (const chat::PageEvent& event : effects.events) host_emit(event.name.c_str(), dump_json(event.detail).c_str());
}

void Widget::frame(Instant now) {
  if (!chat_ || panel_.viewport().width <= 0 || panel_.viewport().height <= 0) return;
  if (canvas_.usable()) keep_glyphs_bounded();
  panel_.lay_out(content(), now);
  if (canvas_.usable()) {
    canvas_.begin(panel_.viewport());
    panel_.draw(canvas_.drawing(), content(), now);
    canvas_.end();
    if (const auto next = panel_.next_frame(content(), now)) host_request_frame_at(static_cast<double>(ms_of(*next)));
  }
  std::string tree = dump_json(panel_.tree(content(), now));
  if (tree != projected_) {
    projected_ = std::move(tree);
    host_project(projected_.c_str());
  }
}

void Widget::keep_glyphs_bounded() {
  if (text_.cluster_count() > kMaximumClusters) {
    canvas_.discard_clusters();
    panel_.forget_text();
    text_.forget();
    host_forget_clusters();
  } else if (canvas_.is_crowded()) {
    canvas_.discard_clusters();
  }
}

void Widget::set_viewport(const ui::Viewport& viewport) {
  if (!panel_.set_viewport(viewport)) return;
  canvas_.forget_shown();  // it may have been hidden, and a browser then keeps no picture for it
  host_request_frame();
}

void Widget::set_appearance(const ui::Appearance& appearance) {
  text_.set_text_scale(appearance.text_scale);
  panel_.set_appearance(appearance);
  host_request_frame();
}

void Widget::set_pointer(ui::PointerState pointer) {
  if (panel_.set_pointer(std::move(pointer))) host_request_frame();
}

void Widget::set_field(ui::FieldState field) {
  if (panel_.set_field(std::move(field))) host_request_frame();
}

void Widget::set_canvas_usable(bool usable) {
  canvas_.set_usable(usable);
  host_request_frame();
}

std::string Widget::save(Instant now) const { return chat_ ? dump_json(chat_->save(now)) : std::string{"null"}; }

std::string Widget::attribute(std::string_view name) const {
  return chat_ ? dump_json(chat_->attribute(name)) : std::string{"null"};
}

}  // namespace ringback::browser
