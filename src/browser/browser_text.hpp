// ui::TextSetter by the browser's own line breaker.
#pragma once

#include "ui/text.hpp"

namespace ringback::browser {

class BrowserText final : public ui::TextSetter {
 public:
  ui::TextBlock set(const std::string& text, ui::TextStyle style, Color ink, float max_width) override;
  void set_text_scale(float scale) { text_scale_ = scale; }
  // The highest cluster number handed out, plus one.
  int cluster_count() const { return cluster_count_; }
  void forget() { cluster_count_ = 0; }

 private:
  float text_scale_ = 1;
  int cluster_count_ = 0;
};

}  // namespace ringback::browser
