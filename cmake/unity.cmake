# Several files are compiled at a time, as one: what they include is parsed and instantiated once for all of them, which is
# most of what compiling them costs. Whoever works on one file takes the preset native-debug, that compiles each by itself,
# and finds an #include that is missing.
#
# CMake's own UNITY_BUILD names the files by their full paths, so that ccache knows none of another clone's.
option(RINGBACK_UNITY_BUILD "Compile several files at a time" ON)
set(ringback_files_at_a_time 8)

# ringback_together(NAME FOLDER SOURCES RESULT): what to compile for these sources, which lie in an include FOLDER.
function(ringback_together name folder sources result)
  if(NOT RINGBACK_UNITY_BUILD)
    set(${result} ${sources} PARENT_SCOPE)
    return()
  endif()
  list(LENGTH sources left)
  set(first 0)
  set(batches)
  while(first LESS left)
    list(SUBLIST sources ${first} ${ringback_files_at_a_time} batch)
    set(text "")
    foreach(source ${batch})
      file(RELATIVE_PATH relative ${folder} ${source})
      string(APPEND text "#include \"${relative}\"\n")
    endforeach()
    math(EXPR first "${first} + ${ringback_files_at_a_time}")
    set(file ${PROJECT_BINARY_DIR}/together/${name}_to_${first}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
    list(APPEND batches ${file})
  endwhile()
  set(${result} ${batches} PARENT_SCOPE)
endfunction()

if(RINGBACK_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes what one of the files defines for a header's.
  add_compile_options(-Wno-subobject-linkage)
endif()
