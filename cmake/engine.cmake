# The WebAssembly engine: src/browser linked into ringback-engine-core.mjs and .wasm, which shell/build.mjs bundles.
# Every flag here is paid for or saved in each visitor's download; ./dev size shows the sum.

function(ringback_engine engine)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  ringback_room_sources(browser sources)
  if(NOT sources)
    return()
  endif()
  add_executable(${engine} ${sources})
  target_link_libraries(${engine} PRIVATE ringback_options ${arg_LINKS})
  set_target_properties(${engine} PROPERTIES OUTPUT_NAME ringback-engine-core SUFFIX .mjs)

  set(settings
    MODULARIZE=1 EXPORT_ES6=1 ENVIRONMENT=web  # one factory function, imported by our own bundle
    FILESYSTEM=0 MALLOC=emmalloc
    ASSERTIONS=0
    FETCH=1 FETCH_SUPPORT_INDEXEDDB=0          # no database at start-up: it can throw or hang (FINDINGS)
    DYNAMIC_EXECUTION=0                        # for pages without unsafe-eval
    JS_MATH=1                                  # Math.sin and its kind are there already: 5 KB
    ALLOW_MEMORY_GROWTH=1 INITIAL_MEMORY=4194304
    EXPORTED_FUNCTIONS=_malloc,_free           # the shell hands strings in
    EXPORTED_RUNTIME_METHODS=
    INCOMING_MODULE_JS_API=locateFile,instantiateWasm,wasmBinary,print,printErr,onAbort)
  if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
    list(APPEND settings TOTAL_STACK=262144)
  else()
    list(APPEND settings STACK_SIZE=262144)
  endif()
  list(TRANSFORM settings PREPEND -s)
  # Nothing runs at load: the shell calls exported functions (EMSCRIPTEN_KEEPALIVE).
  target_link_options(${engine} PRIVATE --no-entry --closure 0 ${settings})

  set(library ${PROJECT_SOURCE_DIR}/src/browser/bridge_library.js)
  if(EXISTS ${library})
    target_link_options(${engine} PRIVATE --js-library ${library})
    set_target_properties(${engine} PROPERTIES LINK_DEPENDS ${library})
  endif()
endfunction()
