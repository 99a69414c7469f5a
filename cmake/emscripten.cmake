# Toolchain file of the wasm presets: Emscripten's own, wherever the emcc on PATH keeps it (Debian, emsdk).
find_program(RINGBACK_EMCC emcc REQUIRED)
find_program(RINGBACK_EM_CONFIG em-config REQUIRED)
execute_process(COMMAND ${RINGBACK_EM_CONFIG} EMSCRIPTEN_ROOT OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY)
include(${root}/cmake/Modules/Platform/Emscripten.cmake)
