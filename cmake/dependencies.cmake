# The libraries that Ringback uses, each as one target. Sources come from FETCHCONTENT_SOURCE_DIR_<NAME> (./dev fills
# them, see tools/sources.sh) or else from the pinned releases of pins.cmake.

include(FetchContent)
include(pins)
include(${PROJECT_SOURCE_DIR}/build/dependencies.cmake OPTIONAL)

# Unpacks a source and adds nothing of its own build; the targets below say what we take from it.
function(ringback_source name)
  FetchContent_Declare(${name} URL ${pin_${name}_url} URL_HASH SHA256=${pin_${name}_sha256}
    DOWNLOAD_EXTRACT_TIMESTAMP OFF SOURCE_SUBDIR its-own-build-is-not-used)
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

ringback_source(nlohmann_json)
add_library(ringback_json INTERFACE)
target_include_directories(ringback_json SYSTEM INTERFACE ${nlohmann_json_SOURCE_DIR}/single_include)
target_compile_definitions(ringback_json INTERFACE JSON_USE_IMPLICIT_CONVERSIONS=0 JSON_DIAGNOSTICS=0
  $<$<BOOL:${EMSCRIPTEN}>:JSON_NOEXCEPTION>)

# Dear ImGui without what a chat doesn't draw: no backend, no font, no tables, no scanf. src/ui/imgui_build/ says why.
ringback_source(imgui)
file(GLOB imgui_build CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ui/imgui_build/*.cpp)
add_library(ringback_imgui STATIC ${imgui_build}
  ${imgui_SOURCE_DIR}/imgui.cpp ${imgui_SOURCE_DIR}/imgui_draw.cpp ${imgui_SOURCE_DIR}/imgui_widgets.cpp)
target_include_directories(ringback_imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR})
target_include_directories(ringback_imgui PUBLIC ${PROJECT_SOURCE_DIR}/src)
target_compile_features(ringback_imgui PUBLIC cxx_std_20)
target_compile_definitions(ringback_imgui PUBLIC
  IMGUI_USER_CONFIG="ui/imgui_build/ringback_imconfig.h")
target_compile_options(ringback_imgui PRIVATE -include ${PROJECT_SOURCE_DIR}/src/ui/imgui_build/no_sscanf.h
  $<$<NOT:$<BOOL:${EMSCRIPTEN}>>:-O0>)  # natively only tests draw

if(NOT EMSCRIPTEN)
  find_package(CURL 7.80 REQUIRED)  # CURLOPT_PREREQFUNCTION
  find_package(OpenSSL REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(Drogon CONFIG QUIET)
  if(NOT Drogon_FOUND)
    message(FATAL_ERROR "Drogon is not here. `./dev build` builds it once for this machine; "
      "or name an installed one: -D CMAKE_PREFIX_PATH=…")
  endif()
  find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
  find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h REQUIRED)
  find_package(Protobuf REQUIRED)
  add_library(ringback_phonenumber INTERFACE)
  target_include_directories(ringback_phonenumber SYSTEM INTERFACE ${PHONENUMBER_INCLUDE})
  target_link_libraries(ringback_phonenumber INTERFACE ${PHONENUMBER_LIBRARY} protobuf::libprotobuf)

  find_library(JWT_LIBRARY jwt REQUIRED)
  find_path(JWT_INCLUDE jwt.h REQUIRED)
  add_library(ringback_jwt INTERFACE)
  target_include_directories(ringback_jwt SYSTEM INTERFACE ${JWT_INCLUDE})
  target_link_libraries(ringback_jwt INTERFACE ${JWT_LIBRARY})

  find_library(HIREDIS_LIBRARY hiredis REQUIRED)
  find_path(HIREDIS_INCLUDE hiredis/hiredis.h REQUIRED)
  add_library(ringback_hiredis INTERFACE)
  target_include_directories(ringback_hiredis SYSTEM INTERFACE ${HIREDIS_INCLUDE})
  target_link_libraries(ringback_hiredis INTERFACE ${HIREDIS_LIBRARY})

  find_library(PROMETHEUS_LIBRARY prometheus-cpp-core REQUIRED)
  find_path(PROMETHEUS_INCLUDE prometheus/registry.h REQUIRED)
  add_library(ringback_prometheus INTERFACE)
  target_include_directories(ringback_prometheus SYSTEM INTERFACE ${PROMETHEUS_INCLUDE})
  target_link_libraries(ringback_prometheus INTERFACE ${PROMETHEUS_LIBRARY})
endif()
