// Carries the engine's questions (src/browser/bridge.hpp) to Module.host, which shell/src/engine/wasm.ts sets before
// the module starts. Numbers pass as they are: shell/src/engine/wasm.ts reads strings and arrays from the memory.
const ringbackHostFunctions = {};
for (const name of [
  "request_frame", "request_frame_at", "wake_at", "project", "emit", "changed", "matches", "plural_category", "warn", "online",
  "break_lines", "measure_cluster", "forget_clusters", "draw_cluster",
  "create_texture", "update_texture", "destroy_texture",
  "begin_frame", "draw_list", "draw_command", "end_frame",
]) {
  ringbackHostFunctions["host_" + name] = new Function(
    `return function (...values) { return Module["host"]["${name}"](...values); }`,
  )();
}
mergeInto(LibraryManager.library, ringbackHostFunctions);
