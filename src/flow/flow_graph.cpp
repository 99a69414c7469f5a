#include "flow/flow_graph.hpp"

#include <algorithm>

namespace ringback::flow {
namespace {

// The nodes by number, in the order of their ids.
struct Graph {
  std::vector<const NodeId*> ids;
  std::vector<const Node*> nodes;
  std::vector<std::vector<std::size_t>> ways;
};

std::vector<const NodeId*> ways_of(const Node& node) {
  std::vector<const NodeId*> ways;
  const auto add = [&](const std::optional<NodeId>& way) {
    if (way) ways.push_back(&*way);
  };
  if (const auto* message = std::get_if<MessageNode>(&node)) ways = {&message->next};
  if (const auto* input = std::get_if<InputNode>(&node)) {
    if (!input->next.empty()) ways.push_back(&input->next);
    if (input->resend) ways.push_back(&input->resend->node);
    add(input->change);
    add(input->exhausted);
    add(input->expired);
    for (const Choice& choice : input->choices) add(choice.next);
  }
  if (const auto* call = std::get_if<ApiNode>(&node)) {
    ways = {&call->success};
    add(call->failure);
    add(call->error);
  }
  if (const auto* delay = std::get_if<DelayNode>(&node)) ways = {&delay->next};
  if (const auto* condition = std::get_if<ConditionNode>(&node)) ways = {&condition->then, &condition->otherwise};
  if (const auto* set = std::get_if<SetNode>(&node)) ways = {&set->next};
  if (const auto* jump = std::get_if<GotoNode>(&node)) ways = {&jump->node};
  return ways;
}

Graph graph_of(const Flow& flow) {
  Graph graph;
  for (const auto& [id, node] : flow.nodes) {
    graph.ids.push_back(&id);
    graph.nodes.push_back(&node);
  }
  for (const Node* node : graph.nodes) {
    std::vector<std::size_t>& ways = graph.ways.emplace_back();
    for (const NodeId* way : ways_of(*node)) {
      const auto found = flow.nodes.find(*way);
      if (found != flow.nodes.end()) ways.push_back(static_cast<std::size_t>(std::distance(flow.nodes.begin(), found)));
    }
  }
  return graph;
}

using Filter = bool (*)(const Flow& flow, const Node& node);

// What can be reached from `start` without passing through a node that the filter refuses. `start` itself counts only
// when a way leads back to it.
std::vector<bool> reached_from(const Flow& flow, const Graph& graph, std::size_t start, Filter passes) {
  std::vector<bool> reached(graph.nodes.size(), false);
  std::vector<std::size_t> open{start};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t way : graph.ways[at]) {
      if (reached[way]) continue;
      reached[way] = true;
      if (passes(flow, *graph.nodes[way])) open.push_back(way);
    }
  }
  return reached;
}

api::Role role_of(const Flow& flow, const Node& node) {
  const auto* call = std::get_if<ApiNode>(&node);
  if (call == nullptr) return api::Role::other;
  const auto found = flow.apis.find(call->api);
  return found == flow.apis.end() ? api::Role::other : found->second.role;
}

bool any(const Flow&, const Node&) { return true; }

bool never_waits(const Flow&, const Node& node) {
  const auto* delay = std::get_if<DelayNode>(&node);
  const bool no_delay = delay != nullptr && delay->wait == Milliseconds::zero();
  return no_delay || std::holds_alternative<MessageNode>(node) || std::holds_alternative<SetNode>(node) ||
         std::holds_alternative<GotoNode>(node);
}

bool may_not_wait(const Flow& flow, const Node& node) {
  const auto* delay = std::get_if<DelayNode>(&node);
  return never_waits(flow, node) || std::holds_alternative<ConditionNode>(node) || (delay != nullptr && delay->since);
}

bool needs_no_visitor(const Flow&, const Node& node) {
  return !std::holds_alternative<InputNode>(node) && !std::holds_alternative<EndNode>(node);
}

bool is_no_send(const Flow& flow, const Node& node) { return role_of(flow, node) != api::Role::send; }

// Finds the loops made of nodes that `member` accepts and tells each once, at its first node.
class Loops {
 public:
  Loops(const Flow& flow, const Graph& graph, Filter member) : graph_{graph} {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      reached_.push_back(member(flow, *graph.nodes[i]) ? reached_from(flow, graph, i, member) : std::vector<bool>{});
    }
  }

  bool loops(std::size_t node) const { return !reached_[node].empty() && reached_[node][node]; }
  bool together(std::size_t a, std::size_t b) const { return loops(a) && loops(b) && reached_[a][b] && reached_[b][a]; }

  // "ask, check": the nodes of the loop through `node`.
  std::string names(std::size_t node) const {
    std::string list;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (together(node, i)) list += (list.empty() ? "" : ", ") + *graph_.ids[i];
    }
    constexpr std::size_t kShown = 200;
    return list.size() <= kShown ? list : list.substr(0, kShown) + "…";
  }

  bool is_first(std::size_t node) const {
    for (std::size_t i = 0; i < node; ++i) {
      if (together(node, i)) return false;
    }
    return loops(node);
  }

 private:
  const Graph& graph_;
  std::vector<std::vector<bool>> reached_;
};

void check_loops(FlowReader& reader, const Flow& flow, const Graph& graph) {
  const Loops endless{flow, graph, never_waits};
  const Loops doubtful{flow, graph, may_not_wait};
  const Loops unattended{flow, graph, needs_no_visitor};
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const std::string pointer = pointer_to("/nodes", *graph.ids[i]);
    if (endless.is_first(i)) {
      reader.error(pointer, "this circle never waits: " + endless.names(i) +
                                "; expected an input, a call, a delay or an end in it");
    } else if (doubtful.is_first(i) && !endless.loops(i)) {
      reader.warning(pointer,
                     "this circle may run without waiting, unless a condition leads out: " + doubtful.names(i));
    }
    if (!std::holds_alternative<ApiNode>(*graph.nodes[i]) || !unattended.loops(i)) continue;
    if (role_of(flow, *graph.nodes[i]) == api::Role::send) {
      // The engine holds the second send back (flow/engine.hpp: one press sends once).
      reader.warning(pointer,
                     "this circle sends again without the visitor, who will have to press \"Try again\" for each "
                     "further send: " +
                         unattended.names(i));
    } else {
      reader.warning(pointer, "this circle calls an API again and again without the visitor: " + unattended.names(i));
    }
  }
}

}  // namespace

void check_graph(FlowReader& reader, const Flow& flow) {
  const Graph graph = graph_of(flow);
  check_loops(reader, flow, graph);

  const auto start = flow.nodes.find(flow.start);
  if (start == flow.nodes.end()) return;
  const auto first = static_cast<std::size_t>(std::distance(flow.nodes.begin(), start));
  std::vector<bool> reached = reached_from(flow, graph, first, any);
  reached[first] = true;
  const bool starts_with_send = !is_no_send(flow, start->second);
  std::vector<bool> without_send(graph.nodes.size(), false);
  if (!starts_with_send) without_send = reached_from(flow, graph, first, is_no_send);
  without_send[first] = true;
  bool ends = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const std::string pointer = pointer_to("/nodes", *graph.ids[i]);
    ends = ends || (reached[i] && std::holds_alternative<EndNode>(*graph.nodes[i]));
    if (!reached[i]) {
      reader.warning(pointer, "no way leads to this node");
    } else if (without_send[i] && role_of(flow, *graph.nodes[i]) == api::Role::verify) {
      reader.warning(pointer, "can be reached without a call of an API whose role is \"send\"");
    }
  }
  if (!ends) reader.warning("/nodes", "no way leads to an end");
}

}  // namespace ringback::flow
