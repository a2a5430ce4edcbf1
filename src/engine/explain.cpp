#include "engine/explain.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/vpath.h"
#include "engine/ldd_place.h"

namespace elfgate::engine {
namespace {

using model::Edge;
using model::EdgeKind;
using model::Found;
using model::k_no_object;
using model::LinkMap;
using model::Refusal;

const char* word_of(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::needed: return "needed";
    case EdgeKind::filter: return "filter";
    case EdgeKind::auxiliary: return "auxiliary";
    default: return "other";
  }
}

/// The objects from the program down to OBJECT.
std::vector<std::string> chain_to(const LinkMap& map, std::uint32_t object) {
  std::vector<std::string> chain;
  for (std::size_t hops = 0; object != k_no_object && hops <= map.objects.size(); ++hops) {
    chain.push_back(map.objects[object].path);
    object = map.objects[object].loader;
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

ExplainedStep explained(const model::TraceStep& step) {
  ExplainedStep out{step.list, step.path, "", step.rule, step.detail};
  if (step.refusal == Refusal::absent && !step.detail.empty()) {  // "no entry" says more than "no such file"
    out.verdict = step.detail;
    out.detail.clear();
  } else if (step.refusal != Refusal::none)
    out.verdict = model::reason_of(step.refusal);
  else if (!step.path.empty())
    out.verdict = "taken";
  return out;
}

ExplainedEdge explained(const LinkMap& map, const Edge& edge) {
  ExplainedEdge out;
  out.by = map.objects[edge.from].path;
  out.name = edge.name;
  out.kind = word_of(edge.kind);
  out.chain = chain_to(map, edge.from);
  out.how = model::name_of(edge.how);
  if (edge.to != k_no_object) {
    const auto& object = map.objects[edge.to];
    out.path = object.path;
    if (!object.real.empty()) out.real = object.real;
  }
  for (const auto& step : edge.trace) out.steps.push_back(explained(step));
  return out;
}

/// The edges that the question is about.
std::vector<const Edge*> edges_of_interest(const LinkMap& map, const std::string& library) {
  std::vector<const Edge*> wanted;
  const auto collect = [&](auto&& is_wanted) {
    for (const auto& edge : map.edges)
      if (is_wanted(edge)) wanted.push_back(&edge);
  };
  if (!library.empty()) {
    collect([&](const Edge& edge) { return edge.name == library || base::basename(edge.name) == library; });
    return wanted;
  }
  collect([](const Edge& edge) { return edge.to == k_no_object && edge.kind != EdgeKind::auxiliary; });
  if (wanted.empty() && map.fatal_edge != k_no_object) wanted.push_back(&map.edges[map.fatal_edge]);
  if (wanted.empty()) collect([](const Edge& edge) { return edge.from == 0; });
  return wanted;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : ", ") + item;
  return text;
}

/// What the answer takes for granted, because no file says it.
std::vector<std::string> assumptions_of(const SceneSetup& setup, const LoaderInputs& inputs, bool secure_file) {
  std::vector<std::string> list;
  const auto& detected = setup.detected;
  if (detected.loader == nullptr) return list;
  list.push_back("loader: " + detected.interp_path + " (" + detected.note + ")");
  list.push_back("default directories: " + joined(detected.settings.system_dirs));
  if (detected.loader == &loader::glibc_loader) {
    list.push_back(std::string("ld.so.cache: ") + describe(setup.cache_mode));
    list.push_back("CPU level: " + std::to_string(inputs.cpu_level));
  }
  list.push_back("LD_LIBRARY_PATH: " + (inputs.library_path.empty() ? "not set" : inputs.library_path));
  if (!inputs.preload.empty()) list.push_back("LD_PRELOAD: " + joined(inputs.preload));
  list.push_back("working directory: " + inputs.cwd);
  if (inputs.secure) {
    list.emplace_back("started as if setuid");
  } else if (secure_file) {
    list.emplace_back("AT_SECURE: set by the mode or the capabilities of the file, as for anybody but its owner");
  }
  return list;
}

base::Failure nobody_asks(const ExplainRequest& request, const LinkMap& map) {
  std::set<std::string> names;
  for (const auto& edge : map.edges) names.insert(edge.name);
  const auto near = base::nearest(request.library, {names.begin(), names.end()});
  return base::fail(
      base::ErrorCode::not_found, request.library,
      "neither " + request.file + " nor what it loads asks for it" + (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

base::Result<Explanation> explain_in(const Place& place, const ExplainRequest& request) {
  Scene::Walks walks(*place.scene);
  auto started = start_file(*place.scene, walks, request.file, true);
  Explanation out;
  auto& entry = started.entry;
  out.file = std::move(entry.file);
  out.arch = std::move(entry.arch);
  out.package = place.package;
  out.loader = std::move(entry.loader);
  out.interp = std::move(entry.interp);
  out.reason = std::move(entry.reason);
  out.unknown = entry.unknown;
  out.status = model::name_of(entry.status);
  const bool secure = std::find(entry.depends_on.begin(), entry.depends_on.end(), "secure") != entry.depends_on.end();
  if (started.setup != nullptr) out.assumptions = assumptions_of(*started.setup, place.inputs, secure);
  const auto wanted = edges_of_interest(started.map, request.library);
  if (wanted.empty() && !request.library.empty() && started.setup != nullptr && out.reason.empty())
    return nobody_asks(request, started.map);
  for (const auto* edge : wanted) out.edges.push_back(explained(started.map, *edge));
  out.problems = place.problems;
  for (auto& problem : place.scene->problems()) out.problems.push_back(std::move(problem));
  return out;
}

/// The package of the question, and its architecture.
struct Subject {
  const ArchRepository* arch;
  model::PackageId package;
};

base::Result<Subject> subject_of(const Repository& repository, const ExplainRequest& request) {
  for (const auto& arch : repository.arches) {
    if (!request.package.empty()) {
      if (const auto package = package_named(*arch, request.package)) return Subject{arch.get(), *package};
    } else if (const auto owners = packages_with_file(*arch, request.file); !owners.empty()) {
      return Subject{arch.get(), owners.front()};
    }
  }
  if (!request.package.empty()) return no_such_package(repository, request.package);
  return base::fail(base::ErrorCode::not_found, request.file, "no package of the sources ships this path");
}

}  // namespace

base::Result<Explanation> explain(const ExplainRequest& original, RunContext& context) {
  auto request = original;
  if (!request.file.starts_with('/')) request.file = "/" + request.file;
  if (!request.root.empty()) {
    ELFGATE_TRY_ASSIGN(const auto place, open_root_place(request.root, request.inputs));
    return explain_in(*place, request);
  }
  ELFGATE_TRY_ASSIGN(const auto repository, load_repository(request.repository, context));
  ELFGATE_TRY_ASSIGN(const auto subject, subject_of(*repository, request));
  ELFGATE_TRY_ASSIGN(const auto place, make_package_place(*subject.arch, subject.package, request.inputs));
  ELFGATE_TRY_ASSIGN(auto out, explain_in(*place, request));
  for (auto& problem : source_problems(*repository)) out.problems.push_back(std::move(problem));
  return out;
}

}  // namespace elfgate::engine
