# Several files are compiled at a time, as one: what they include is parsed and instantiated once for all of them, which is
# most of what compiling them costs. Whoever works on one file takes the preset native-debug, that compiles each by itself,
# and finds an #include that is missing.
option(RINGBACK_UNITY_BUILD "Compile several files at a time" ON)

function(ringback_compile_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${RINGBACK_UNITY_BUILD} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

if(RINGBACK_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes what one of the files defines for a header's.
  add_compile_options(-Wno-subobject-linkage)
endif()
