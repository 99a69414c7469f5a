// Stands in for imgui_tables.cpp, which no chat needs: what the rest of Dear ImGui calls in it, with nothing in it.
// If a newer version refers to more, the link says which function is missing here.

#include "imgui.h"
#include "imgui_internal.h"

namespace ImGui {

ImGuiTable* TableFindByID(ImGuiID) { return nullptr; }
void TableRemove(ImGuiTable*) {}
void TableFixFlags(ImGuiTableFlags&, ImGuiWindow*) {}

}  // namespace ImGui
