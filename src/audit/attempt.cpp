#include "audit/attempt.h"

#include <algorithm>

#include "audit/stage.h"

namespace elfgate::audit {

namespace {

std::vector<PackageId> members_with(const World& world, PackageId context, PackageId extra) {
  auto members = member_ids(world.closures->install({world.habits->base, {}, {context}}));
  const auto add = [&](PackageId package) {
    if (std::find(members.begin(), members.end(), package) == members.end()) members.push_back(package);
  };
  add(context);
  for (const auto& member : world.closures->install({world.habits->base, {}, {extra}}).members) add(member.package);
  add(extra);
  return members;
}

const Stage::Setup& setup_of(const World& world, Stage& stage, const EdgeFailure& failure) {
  const auto& program = world.index->file(failure.program).fact->elf;
  return program.interp ? stage.setup_for(*program.interp, program.machine, program.elf_class)
                        : stage.setup_for_library(program.machine, program.elf_class);
}

}  // namespace

Attempt attempt_with(const World& world, const Failed<EdgeFailure>& failed, PackageId extra) {
  const auto& failure = *failed.failure;
  Stage stage(world, members_with(world, failed.context, extra));
  const auto& setup = setup_of(world, stage, failure);
  if (!setup.detected.loader) return {};
  const auto map = stage.start(setup, failure.program_path);
  for (std::size_t e = 0; e < map.edges.size(); ++e) {
    const auto& edge = map.edges[e];
    const auto file = map.objects[edge.from].file;
    const bool same_object = file == failure.object || (file == FileId::none && failure.object == failure.program);
    if (!same_object || edge.name != failure.needed) continue;
    return {edge.to != model::k_no_object && e != map.fatal_edge, edge.refusal, edge.refused_path};
  }
  return {};
}

bool finds_with(const World& world, const Failed<EdgeFailure>& failed, PackageId extra, const std::string& name) {
  Stage stage(world, members_with(world, failed.context, extra));
  const auto& setup = setup_of(world, stage, *failed.failure);
  if (!setup.detected.loader) return false;
  // a preload is looked for on behalf of the program (R2.9)
  const auto map = stage.start(setup, failed.failure->program_path, {name});
  return std::any_of(map.objects.begin(), map.objects.end(),
                     [](const auto& object) { return object.how == model::Found::preload; });
}

bool exists_with(const World& world, PackageId context, PackageId extra, const std::string& path) {
  Stage stage(world, members_with(world, context, extra));
  const auto walked = stage.walk().resolve(path);
  return walked.error == loader::WalkError::none && walked.entry.kind == loader::EntryKind::regular;
}

}  // namespace elfgate::audit
