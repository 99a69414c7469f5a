// Stands in for imgui_tables.cpp, which no chat needs: what the rest of Dear ImGui calls in it, with nothing in it.
// If a newer version calls more, the link names the function that is missing here.

#include "imgui.h"
#include "imgui_internal.h"

namespace ImGui {

void EndTable() {}
void TableEndCell(ImGuiTable*) {}
void TableEndRow(ImGuiTable*) {}
void TableGcCompactSettings() {}
void TableGcCompactTransientBuffers(ImGuiTable*) {}
void TableGcCompactTransientBuffers(ImGuiTableTempData*) {}
void TablePopBackgroundChannel() {}
void TablePopColumnChannel() {}
void TablePushBackgroundChannel() {}
void TablePushColumnChannel(int) {}
void TableSettingsAddSettingsHandler() {}

void EndColumns() {}
void PopColumnsBackground() {}
void PushColumnsBackground() {}

}  // namespace ImGui
