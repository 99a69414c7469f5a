// The bridge, C++ side: what the page may call, and what the engine asks of the page. Its mirror is
// shell/src/engine/bridge.ts: the two change together. Times are performance.now() milliseconds; lengths are CSS pixels
// from the panel's top left corner, unless they say device pixels. Strings are UTF-8, NUL-terminated; a string passed
// in lives for the call only; a string handed out lives until the next call into the engine.
#pragma once

#include <cstdint>

extern "C" {

// ---- the page calls (Engine in bridge.ts)
const char* ringback_start(const char* config_json, double now);
void ringback_event(const char* event_json, double now);
void ringback_viewport(float width, float height, float pixel_ratio, float scroll_top);
void ringback_appearance(const char* appearance_json);
void ringback_pointer(const char* hovered, const char* pressed, const char* focused);
void ringback_field(const char* text, int selection_start, int selection_end, int focused);
void ringback_tick(double now);
void ringback_frame(double now);
const char* ringback_save(double now);
const char* ringback_attribute(const char* name);
void ringback_canvas(int usable);

// ---- the engine asks (Host in bridge.ts; src/browser/bridge_library.js carries them over)
void host_request_frame();
void host_request_frame_at(double time);
void host_wake_at(double time);
void host_project(const char* tree_json);
void host_emit(const char* name, const char* detail_json);
void host_changed();
int host_matches(const char* pattern, const char* text);
int host_plural_category(int count);  // index into zero, one, two, few, many, other
void host_warn(const char* message);
int host_online();

// ---- text and canvas (CanvasHost in shell/src/engine/canvas)
// Breaks a text into lines as the browser does and gives each line a cluster number, which stays valid until
// host_forget_clusters(). `style` counts in the order of ui::TextStyle, `ink` is 0xrrggbb. Fills `lines` with the
// direction (1: right to left), the baseline below the top of each line, then pairs (cluster, width in CSS pixels), `capacity` floats at most; returns the count
// of lines.
int host_break_lines(const char* text, int style, std::uint32_t ink, float max_width, float* lines, int capacity);
// Ink box of a cluster in device pixels at `density` device pixels a CSS pixel: left, top, width, height, from where its
// baseline starts, when it is drawn `offset` device pixels right of there. All zero for a cluster without ink.
void host_measure_cluster(int cluster, float density, float offset, float* box);
void host_forget_clusters();
void host_draw_cluster(int texture, int cluster, float density, float offset, int x, int y, int width, int height);
void host_create_texture(int texture, int width, int height, const std::uint8_t* rgba);
void host_update_texture(int texture, int x, int y, int width, int height, int pitch, const std::uint8_t* rgba);
void host_destroy_texture(int texture);
void host_begin_frame(float width, float height, float pixel_ratio);
void host_draw_list(const void* vertices, int vertex_bytes, const void* indices, int index_bytes);
void host_draw_command(int texture, int index_count, int index_offset, float left, float top, float right,
                       float bottom);
void host_end_frame();
}
