// Dear ImGui scans text for settings files and for numbers typed into its own fields. A chat has neither, and scanf with
// its long-double arithmetic is 18 KB. The build includes this before everything else of Dear ImGui.
#pragma once

#include <cstdio>

inline int ringback_no_sscanf(const char*, const char*, ...) { return 0; }

#define sscanf ringback_no_sscanf
