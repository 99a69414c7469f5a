// How Dear ImGui is compiled for Ringback: only what a chat draws, since every visitor downloads it.
// The stubs that these choices need are in this folder; the build itself is ringback_imgui in cmake/dependencies.cmake.
#pragma once

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_TTY_FUNCTIONS

// Own formatter, without printf's floating point in long double: format.cpp.
#define IMGUI_DISABLE_DEFAULT_FORMAT_FUNCTIONS

// The browser's rasteriser is the only font. imgui_internal.h turns stb_truetype on unless FreeType is on, so FreeType
// is "on" and its one entry point, ImGuiFreeType::GetFontLoader(), is defined by whoever links us: src/browser for the
// engine, a test with a loader of its own.
#define IMGUI_DISABLE_DEFAULT_FONT
#define IMGUI_ENABLE_FREETYPE

// Clusters of several code points are drawn as one, under a number above the Basic Multilingual Plane.
#define IMGUI_USE_WCHAR32

#ifdef NDEBUG
#define IM_ASSERT(expression) ((void)(expression))
#define IM_ASSERT_USER_ERROR(expression, message) ((void)(expression))  // no tooltip that explains a mistake of ours
#endif
