// The widget at work: takes what the page says, hands it to chat/ and ui/, and carries out what they ask. Holds no rule.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "browser/browser_text.hpp"
#include "browser/canvas.hpp"
#include "browser/fetch_http.hpp"
#include "chat/chat.hpp"
#include "ui/panel.hpp"

namespace ringback::browser {

class Widget {
 public:
  // An empty string, or why it can't start: one problem of the flow a line. Again: from what was saved since, in another page.
  std::string start(std::string_view config_json, Instant now);

  void handle(const chat::Event& event, Instant now);
  // Forgets the visitor: another chat, with nothing of this one. "Start over" is an event of the same chat.
  void reset(Instant now);
  void tick(Instant now);
  void frame(Instant now);

  void set_viewport(const ui::Viewport& viewport);
  void set_appearance(const ui::Appearance& appearance);
  void set_pointer(ui::PointerState pointer);
  void set_field(ui::FieldState field);
  void set_canvas_usable(bool usable);

  std::string save(Instant now) const;
  std::string attribute(std::string_view name) const;

 private:
  void carry_out(const chat::Effects& effects, Instant now);
  void forget_shown();
  void keep_glyphs_bounded();
  ui::PanelContent content() const { return {chat_->conversation(), chat_->phrasebook()}; }

  std::shared_ptr<const flow::Flow> flow_;
  chat::ChatOptions options_;
  std::unique_ptr<chat::Chat> chat_;
  FetchHttp http_;
  BrowserText text_;
  ui::Panel panel_{text_};
  Canvas canvas_;
  std::string projected_;
  int starts_ = 0;
};

// Now, rounded up where every other time is rounded down: a pause that begins with an answer is never a fraction of a
// millisecond short.
Instant answer_time();

}  // namespace ringback::browser
