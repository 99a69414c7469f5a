// The exports of the bridge: strings and numbers in, calls on the one widget out.

#include <emscripten.h>

#include <string>

#include "browser/bridge.hpp"
#include "browser/visitor_event.hpp"
#include "browser/widget.hpp"

namespace {

using namespace ringback;

browser::Widget& widget() {
  static browser::Widget instance;
  return instance;
}

Instant at(double now) { return instant_from_ms(static_cast<std::int64_t>(now)); }

// A string that is handed out lives until the next call.
const char* hand_out(std::string text) {
  static std::string held;
  held = std::move(text);
  return held.c_str();
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* ringback_start(const char* config_json, double now) {
  return hand_out(widget().start(config_json, at(now)));
}

EMSCRIPTEN_KEEPALIVE void ringback_event(const char* event_json, double now) {
  browser::VisitorEvent event = browser::visitor_event(event_json);
  if (event.reset) widget().reset(at(now));
  if (event.chat_event) widget().handle(*event.chat_event, at(now));
}

EMSCRIPTEN_KEEPALIVE void ringback_viewport(float width, float height, float pixel_ratio, float scroll_top) {
  widget().set_viewport({width, height, pixel_ratio, scroll_top});
}

EMSCRIPTEN_KEEPALIVE void ringback_appearance(const char* appearance_json) {
  widget().set_appearance(browser::appearance_from(appearance_json));
}

EMSCRIPTEN_KEEPALIVE void ringback_pointer(const char* hovered, const char* pressed, const char* focused) {
  widget().set_pointer({hovered, pressed, focused});
}

EMSCRIPTEN_KEEPALIVE void ringback_field(const char* text, int selection_start, int selection_end, int focused) {
  widget().set_field({text, selection_start, selection_end, focused != 0});
}

EMSCRIPTEN_KEEPALIVE void ringback_tick(double now) { widget().tick(at(now)); }

EMSCRIPTEN_KEEPALIVE void ringback_frame(double now) { widget().frame(at(now)); }

EMSCRIPTEN_KEEPALIVE const char* ringback_save(double now) { return hand_out(widget().save(at(now))); }

EMSCRIPTEN_KEEPALIVE const char* ringback_attribute(const char* name) { return hand_out(widget().attribute(name)); }

EMSCRIPTEN_KEEPALIVE void ringback_canvas(int usable) { widget().set_canvas_usable(usable != 0); }
}
