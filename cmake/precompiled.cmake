# Headers that most files include, parsed once for all of them: a third off what a new machine compiles. The rooms have
# them in builds for tests only: the release compiles the same files without, and finds a missing #include.

set(ringback_common_headers <algorithm> <functional> <map> <memory> <optional> <string> <string_view> <utility> <variant>
  <vector> <nlohmann/json.hpp>)

# ringback_precompile(TARGET OWNER headers…): the owner's headers, of which the others of a kind use the same file.
function(ringback_precompile target owner)
  if(target STREQUAL owner)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
  # What ccache needs to know it again.
  target_compile_options(${target} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endfunction()
