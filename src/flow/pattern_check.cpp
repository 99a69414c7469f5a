#include "flow/pattern_check.hpp"

#include <variant>

#include "flow/flow_reader.hpp"

namespace ringback::flow {

std::vector<Diagnostic> pattern_faults(const Flow& flow, PatternFault fault_of) {
  std::vector<Diagnostic> faults;
  const auto judge = [&](const std::string& pattern, std::string pointer) {
    const std::string fault = fault_of(pattern);
    if (fault.empty()) return;
    faults.push_back({Severity::error, std::move(pointer), in_quotes(pattern) + " can't be a pattern: " + fault});
  };
  if (fault_of == nullptr) return faults;
  for (const auto& [id, node] : flow.nodes) {
    const std::string pointer = pointer_to("/nodes", id);
    const auto* input = std::get_if<InputNode>(&node);
    if (input != nullptr && input->pattern) judge(*input->pattern, pointer + "/pattern");
    const auto* condition = std::get_if<ConditionNode>(&node);
    if (condition != nullptr && condition->comparison == Comparison::matches) {
      judge(text_of(condition->value), pointer + "/matches");
    }
  }
  return faults;
}

}  // namespace ringback::flow
