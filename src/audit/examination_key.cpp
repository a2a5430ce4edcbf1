#include "audit/examination_key.h"

#include "audit/examination_record.h"
#include "base/sum.h"
#include "judge_digest.h"
#include "model/audit_trail.h"

namespace elfgate::audit {

namespace {

constexpr std::size_t k_short_digest = 16;

using base::Sum;

Sum& operator<<(Sum& sum, const HostProcess& host) {
  return sum << host.objects << host.programs << host.what << host.loads_first;
}
Sum& operator<<(Sum& sum, const OptionalEdge& edge) {
  return sum << edge.package << edge.path << edge.needed;
}
template <typename T>
Sum& add_list(Sum& sum, const std::vector<T>& list) {
  sum << list.size();
  for (const auto& item : list) sum << item;
  return sum;
}

std::string scope_of(const World& world) {
  const auto& profile = world.habits->profile;
  const auto& usual = world.habits->usual_loader;
  Sum sum;
  sum << judge_built() << k_record_layout << world.index->arch() << world.habits->base;
  sum << profile.name << profile.links << profile.host_provided << profile.interpreters;
  add_list(sum, profile.host_processes) << profile.ldconfig_runs << profile.musl;
  add_list(sum, world.habits->policy.optional) << world.habits->machine << world.habits->elf_class;
  sum << (usual.loader ? usual.loader->name : "") << usual.interp_path << usual.ldconfig_dirs;
  sum << usual.settings.system_dirs << usual.settings.lib_token << usual.settings.platforms << usual.settings.glibc_minor;
  return sum.finish().substr(0, k_short_digest);
}

// Everything of a package that an examination sees beside its facts.
std::string package_sum(const World& world, PackageId id, const std::string& content) {
  if (content.empty()) return {};
  const auto& package = world.index->package(id);
  Sum sum;
  sum << content << package.name << package.version << package.arch << package.origin << package.relations.replaces;
  sum << world.habits->unreadable.contains(id);
  return sum.finish().substr(0, k_short_digest);
}

}  // namespace

const char* judge_built() {
  return ELFGATE_JUDGE_DIGEST;
}

ExaminationKeys::ExaminationKeys(const World& world, const std::vector<std::string>& contents) : scope_(scope_of(world)) {
  packages_.reserve(contents.size());
  for (std::uint32_t i = 0; i < contents.size(); ++i)
    packages_.push_back(package_sum(world, static_cast<PackageId>(i), contents[i]));
}

std::string ExaminationKeys::key(const Installation& installation) const {
  Sum sum;
  sum << scope_ << packages_[to_index(installation.package)];
  sum << static_cast<std::uint8_t>(installation.closure.failure);
  for (const auto id : installation.members) {
    const auto& package = packages_[to_index(id)];
    if (package.empty()) return {};
    sum << package << installation.by_chance.contains(id);
  }
  return sum.finish();
}

std::string installation_sum(const Installation& installation, std::span<const std::uint32_t> numbers) {
  const auto& closure = installation.closure;
  Sum sum;
  sum << static_cast<std::uint8_t>(closure.failure) << closure.chain << closure.candidates << closure.order_dependent;
  sum << installation.members.size();
  for (const auto id : installation.members) sum << numbers[to_index(id)] << installation.by_chance.contains(id);
  return sum.finish().substr(0, model::k_installation_sum);
}

}  // namespace elfgate::audit
