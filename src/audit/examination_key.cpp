#include "audit/examination_key.h"

#include "audit/examination_record.h"
#include "base/digest.h"
#include "judge_digest.h"

namespace elfgate::audit {

namespace {

constexpr std::size_t k_short_digest = 16;

// Texts and numbers, each with its length, so that no two lists of them read alike.
class Sum {
 public:
  Sum& operator<<(std::string_view text) {
    *this << static_cast<std::uint64_t>(text.size());
    bytes_ += text;
    return *this;
  }
  Sum& operator<<(std::uint64_t value) {
    for (unsigned i = 0; i < 8; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
  }
  template <typename T>
  Sum& operator<<(const std::vector<T>& list) {
    *this << static_cast<std::uint64_t>(list.size());
    for (const auto& item : list) *this << item;
    return *this;
  }
  Sum& operator<<(const std::pair<std::string, std::string>& pair) { return *this << pair.first << pair.second; }
  Sum& operator<<(const HostProcess& host) { return *this << host.objects << host.programs << host.what << host.loads_first; }
  Sum& operator<<(const OptionalEdge& edge) { return *this << edge.package << edge.path << edge.needed; }
  std::string finish() const { return base::digest(base::DigestKind::sha256, base::as_bytes(bytes_)); }

 private:
  std::string bytes_;
};

std::string scope_of(const World& world) {
  const auto& profile = world.profile;
  const auto& usual = world.usual_loader;
  Sum sum;
  sum << std::string_view(judge_built()) << std::uint64_t{k_record_layout} << world.index->arch() << world.base;
  sum << profile.name << profile.links << profile.host_provided << profile.host_processes << profile.interpreters;
  sum << std::uint64_t{profile.ldconfig_runs} << std::uint64_t{profile.musl} << world.policy.optional;
  sum << std::uint64_t{world.machine} << std::uint64_t{world.elf_class};
  sum << std::string_view(usual.loader ? usual.loader->name : "") << usual.interp_path << usual.ldconfig_dirs;
  sum << usual.settings.system_dirs << usual.settings.lib_token << usual.settings.platforms;
  sum << std::uint64_t{usual.settings.glibc_minor};
  return sum.finish().substr(0, k_short_digest);
}

// Everything of a package that an examination sees beside its facts.
std::string package_sum(const World& world, PackageId id, const std::string& content) {
  if (content.empty()) return {};
  const auto& package = world.index->package(id);
  Sum sum;
  sum << content << package.name << package.version << package.arch << package.origin << package.relations.replaces;
  sum << std::uint64_t{world.unreadable.contains(id)};
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
  sum << std::uint64_t{static_cast<std::uint8_t>(installation.closure.failure)};
  for (const auto id : installation.members) {
    const auto& package = packages_[to_index(id)];
    if (package.empty()) return {};
    sum << package << std::uint64_t{installation.by_chance.contains(id)};
  }
  return sum.finish();
}

}  // namespace elfgate::audit
