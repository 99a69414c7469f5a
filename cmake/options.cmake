# How every target of ours is compiled. Dependencies are compiled without these.

add_library(ringback_options INTERFACE)
target_compile_features(ringback_options INTERFACE cxx_std_20)
target_include_directories(ringback_options INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_compile_options(ringback_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor)

# Warnings are errors with the compilers that we build with (g++ 12, the clang 14 of Emscripten 3.1.6). A newer one
# knows new warnings, and a newcomer's first build must not fail for them.
if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 15)
  set(ringback_known_compiler ON)
else()
  set(ringback_known_compiler OFF)
endif()
option(RINGBACK_WARNINGS_ARE_ERRORS "Stop at warnings" ${ringback_known_compiler})
if(RINGBACK_WARNINGS_ARE_ERRORS)
  target_compile_options(ringback_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  # False positives of these versions in the standard library itself.
  target_compile_options(ringback_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")

find_program(RINGBACK_CCACHE ccache)
if(RINGBACK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Relative paths in what is compared, so that another clone on this machine finds what this one compiled. The compiler's own
  # list of headers is believed: to preprocess each file first is a tenth of a first build.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_DEPEND=1 CCACHE_SLOPPINESS=time_macros ${RINGBACK_CCACHE})
endif()

if(RINGBACK_SANITIZE)
  if(NOT RINGBACK_FUZZ)
    # Clang compiles this in half the time that optimising takes, by more than the tests then run longer.
    set(CMAKE_CXX_FLAGS_DEBUG "-O0")
  endif()
  add_compile_options(-fsanitize=${RINGBACK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${RINGBACK_SANITIZE})
endif()

if(EMSCRIPTEN)
  # The engine neither throws nor asks for types at run time; both cost bytes in every visitor's browser.
  add_compile_options(-fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-c++-static-destructors)
  # Every browser with WebGL 2 and WebAssembly has these, and float to int without them takes a helper each time.
  add_compile_options(-mnontrapping-fptoint -msign-ext -mbulk-memory)
  set(CMAKE_CXX_FLAGS_RELEASE "-Oz -DNDEBUG -flto")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1")  # for tests: what links quickest
endif()
