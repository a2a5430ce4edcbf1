#include "closure/apk_catalog.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "closure/apk_name_order.h"

namespace elfgate::closure {
namespace {

std::vector<PackageIndex> in_load_order(const model::PackageList& refs) {
  std::vector<PackageIndex> order(refs.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](PackageIndex a, PackageIndex b) {
    return std::pair(refs[a].layer, refs[a].order) < std::pair(refs[b].layer, refs[b].order);
  });
  return order;
}

// C27: the trailing bits of the last base64 character do not count. A text that does not decode stands for itself.
std::string identity_key(const std::string& identity) {
  if (!identity.starts_with("Q1")) return identity;
  const auto raw = base::from_base64(std::string_view(identity).substr(2));
  return raw ? "Q1" + *raw : identity;
}

// I15: some indexes print the list with the brackets of a Go slice.
std::string_view without_brackets(std::string_view word, bool first, bool last) {
  if (first && word.starts_with('[')) word.remove_prefix(1);
  if (last && word.ends_with(']')) word.remove_suffix(1);
  return word;
}

bool has_brackets(const std::vector<std::string>& words) {
  return !words.empty() && words.front().starts_with('[') && words.back().ends_with(']');
}

}  // namespace

class ApkCatalog::Builder {
 public:
  Builder(ApkCatalog& catalog, std::string_view arch) : catalog_(catalog), arch_(arch) {}

  void run() {
    const auto order = in_load_order(catalog_.refs_);
    catalog_.packages_.resize(catalog_.refs_.size());
    version_ids_.reserve(catalog_.refs_.size());
    intern_version("");  // k_unversioned
    merge_identities(order);
    for (const PackageIndex package : order) read_package(package);
    index_names(order);
  }

 private:
  VersionIndex intern_version(std::string_view text) {
    const auto [known, added] = version_ids_.try_emplace(text, static_cast<VersionIndex>(catalog_.versions_.size()));
    if (added) catalog_.versions_.emplace_back(text);
    return known->second;
  }

  // An own version is a version even when its text is empty: the package owns its name (D5).
  VersionIndex intern_own_version(std::string_view text) {
    if (!text.empty()) return intern_version(text);
    if (empty_own_version_ == k_unversioned) {
      empty_own_version_ = static_cast<VersionIndex>(catalog_.versions_.size());
      catalog_.versions_.emplace_back(text);
    }
    return empty_own_version_;
  }

  NameIndex intern_name(std::string_view text) { return static_cast<NameIndex>(catalog_.pool_.intern(text)); }

  void merge_identities(const std::vector<PackageIndex>& order) {
    std::unordered_map<std::string, PackageIndex> first;
    first.reserve(order.size());
    for (const PackageIndex package : order) {
      const auto& identity = catalog_.refs_[package].identity;
      catalog_.packages_[package].canonical =
          identity.empty() ? package : first.try_emplace(identity_key(identity), package).first->second;
    }
  }

  void read_package(PackageIndex index) {
    // Names are met in the order of a record's fields: apk's walk over its names depends on it.
    const auto& ref = catalog_.refs_[index];
    auto& package = catalog_.packages_[index];
    package.row = catalog_.owned_.rows();
    package.name = intern_name(ref.name);
    package.version = intern_own_version(ref.version);
    package.installable = ref.uninstallable.empty() && (ref.arch.empty() || ref.arch == "noarch" || ref.arch == arch_);  // I6
    catalog_.owned_.add({package.name, package.version});
    if (!read_constraints(ref.relations.depends, catalog_.depends_)) package.installable = false;  // I8
    catalog_.depends_.end_row();
    for (const auto& word : ref.relations.provides) {
      const auto item = parse_apk_item(word);
      if (!item) break;  // D1: an unreadable word ends the list
      if (!item->conflict) catalog_.owned_.add({intern_name(item->name), intern_version(item->version)});
    }
    catalog_.owned_.end_row();
    if (!read_constraints(ref.relations.install_if, catalog_.install_if_, has_brackets(ref.relations.install_if))) {
      catalog_.install_if_.drop_open_row();  // I8
    }
    catalog_.install_if_.end_row();
  }

  // False: a word is wrong. One that cannot be taken apart ends the list (D1); one whose version is invalid stays in it (I8).
  bool read_constraints(const std::vector<std::string>& words, Table<ApkConstraint>& table, bool brackets = false) {
    bool valid = true;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto word = brackets ? without_brackets(words[i], i == 0, i + 1 == words.size()) : std::string_view(words[i]);
      if (word.empty() && brackets) continue;
      const auto constraint = read_constraint(word, valid);
      if (!constraint) return false;
      table.add(*constraint);
    }
    return valid;
  }

  std::optional<ApkConstraint> read_constraint(std::string_view word, bool& valid) {
    const auto item = parse_apk_item(word);
    if (!item || item->name.find('@') != std::string_view::npos) return std::nullopt;
    ApkConstraint constraint;
    constraint.name = intern_name(item->name);
    constraint.mask = item->mask;
    constraint.conflict = item->conflict;
    constraint.by_identity = item->by_identity();
    constraint.word = word;
    if (item->version.empty()) return constraint;
    const auto& version = catalog_.versions_[intern_version(item->version)];
    valid &= constraint.by_identity || version.valid();
    if (!item->any_version()) constraint.version = &version;
    return constraint;
  }

  // Each canonical package under every name it owns, needs or watches, in load order.
  void index_names(const std::vector<PackageIndex>& order) {
    std::vector<std::pair<NameIndex, ApkProvider>> providers;
    std::vector<std::pair<NameIndex, PackageIndex>> dependers, watchers;
    std::vector<PackageIndex> last_depender(catalog_.pool_.size(), k_nobody);
    std::vector<PackageIndex> last_watcher(catalog_.pool_.size(), k_nobody);
    const auto add_once = [](auto& pairs, auto& last, NameIndex name, PackageIndex package) {
      if (std::exchange(last[name], package) != package) pairs.emplace_back(name, package);
    };
    for (const PackageIndex package : order) {
      if (catalog_.canonical(package) != package) continue;
      for (const auto& owned : catalog_.owned(package)) {
        providers.emplace_back(owned.name, ApkProvider{package, owned.version});
      }
      for (const auto& item : catalog_.depends(package)) add_once(dependers, last_depender, item.name, package);
    }
    for (const PackageIndex package : in_walk_order(order)) {
      for (const auto& item : catalog_.install_if(package)) add_once(watchers, last_watcher, item.name, package);
    }
    catalog_.providers_ = Table<ApkProvider>::from_pairs(catalog_.name_count(), providers);
    catalog_.dependers_ = Table<PackageIndex>::from_pairs(catalog_.name_count(), dependers);
    catalog_.watchers_ = Table<PackageIndex>::from_pairs(catalog_.name_count(), watchers);
    index_keys(order);
    index_shared(order);
    index_ways(order);
  }

  void index_keys(const std::vector<PackageIndex>& order) {
    std::vector<std::pair<NameIndex, PackageIndex>> keys;
    for (const PackageIndex package : order) {
      const auto items = catalog_.install_if(package);
      if (catalog_.canonical(package) != package || items.empty()) continue;
      const ApkConstraint* key = nullptr;
      for (const auto& item : items) {
        const auto crowd = [&](const ApkConstraint& of) { return catalog_.watchers(of.name).size(); };
        if (!item.conflict && (key == nullptr || crowd(item) < crowd(*key))) key = &item;
      }
      if (key != nullptr) {
        keys.emplace_back(key->name, package);
      } else {
        for (const auto& item : items) keys.emplace_back(item.name, package);
      }
    }
    catalog_.key_watchers_ = Table<PackageIndex>::from_pairs(catalog_.name_count(), keys);
  }

  // In load order, like the other tables by package.
  void index_shared(const std::vector<PackageIndex>& order) {
    for (const PackageIndex package : order) {
      for (const auto& owned : catalog_.owned(package)) {
        const bool alone = catalog_.providers(owned.name).size() == 1 && catalog_.dependers(owned.name).empty() &&
                           catalog_.watchers(owned.name).empty();
        if (!alone) catalog_.shared_.add(owned);
      }
      catalog_.shared_.end_row();
    }
  }

  // In load order, like the other tables by package.
  void index_ways(const std::vector<PackageIndex>& order) {
    std::vector<PackageIndex> last(catalog_.pool_.size(), k_nobody);
    for (const PackageIndex package : order) {
      const auto add = [&](NameIndex name) {
        if (std::exchange(last[name], package) != package) catalog_.leads_to_.add(name);
      };
      const auto owned = catalog_.owned(package);
      for (const auto& item : catalog_.depends(package)) add(item.name);
      for (const auto& provided : owned.subspan(1)) add(provided.name);
      for (const auto& item : catalog_.install_if(package)) add(item.name);
      for (const auto& each : owned) {
        for (const PackageIndex watcher : catalog_.watchers(each.name)) add(catalog_.own_name(watcher));
      }
      catalog_.leads_to_.end_row();
    }
  }

  // The packages that have an install_if, in the order in which apk meets them: name by name, and under a name provider by
  // provider, so that the first of all names that a package owns counts.
  std::vector<PackageIndex> in_walk_order(const std::vector<PackageIndex>& load_order) const {
    std::vector<std::string_view> names;
    for (NameIndex name = 0; name < catalog_.pool_.size(); ++name) names.push_back(catalog_.name_text(name));
    const auto positions = apk_walk_positions(names);
    std::vector<std::pair<std::uint32_t, PackageIndex>> met;
    for (const PackageIndex package : load_order) {
      if (catalog_.canonical(package) != package || catalog_.install_if(package).empty()) continue;
      std::uint32_t first = k_nobody;
      for (const auto& owned : catalog_.owned(package)) first = std::min(first, positions[owned.name]);
      met.emplace_back(first, package);
    }
    std::stable_sort(met.begin(), met.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<PackageIndex> order;
    for (const auto& [position, package] : met) order.push_back(package);
    return order;
  }

  ApkCatalog& catalog_;
  std::string_view arch_;
  std::unordered_map<std::string_view, VersionIndex> version_ids_;
  VersionIndex empty_own_version_ = k_unversioned;
};

ApkCatalog::ApkCatalog(const model::PackageList& packages, std::string_view arch) : refs_(packages) {
  Builder(*this, arch).run();
}

NameIndex ApkCatalog::find_name(std::string_view text) const {
  const auto id = pool_.find(text);
  return id == base::StringId::none ? unknown_name() : static_cast<NameIndex>(id);
}

std::string_view ApkCatalog::name_text(NameIndex name) const {
  return name < pool_.size() ? pool_.text(static_cast<base::StringId>(name)) : std::string_view{};
}

bool ApkCatalog::satisfies(const ApkConstraint& constraint, const ApkProvider& provider) const {
  const auto matches = [&] {
    if (constraint.exactly != k_nobody) return provider.package == constraint.exactly;
    if (constraint.version == nullptr) return true;
    if (constraint.by_identity) return refs_[provider.package].identity == constraint.version->text();
    const int result = compare(versions_[provider.version], *constraint.version, (constraint.mask & k_fuzzy) != 0);
    const auto bit = result < 0 ? k_less : result > 0 ? k_greater : k_equal;
    return (constraint.mask & bit) != 0;
  };
  if (provider.nobody()) return constraint.conflict;
  return matches() != constraint.conflict;
}

int ApkCatalog::prefer(const ApkProvider& a, const ApkProvider& b) const {
  if (a.version != b.version) {
    if (const int result = compare(versions_[a.version], versions_[b.version]); result != 0) return result;
  }
  if (own_name(a.package) == own_name(b.package)) {
    if (const int result = compare(version(own_version(a.package)), version(own_version(b.package))); result != 0)
      return result;
  }
  const auto& left = refs_[a.package];
  const auto& right = refs_[b.package];
  if (left.relations.provider_priority != right.relations.provider_priority) {
    return left.relations.provider_priority > right.relations.provider_priority ? 1 : -1;
  }
  if (left.layer != right.layer) return left.layer < right.layer ? 1 : -1;
  return 0;
}

}  // namespace elfgate::closure
