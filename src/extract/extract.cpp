#include "extract/extract.h"

#include <exception>
#include <new>

#include "base/limits.h"
#include "extract/conf.h"
#include "extract/content.h"
#include "extract/install_links.h"
#include "extract/order.h"
#include "extract/pkg_config.h"

namespace elfgate::extract {
namespace {

using base::Result;
using model::Problem;
using repo::EntryType;
using List = Placed::List;

constexpr std::uint32_t k_permission_bits = 07777;

/// Receives one package and keeps what linkage needs of it.
class FactsSink final : public repo::EntrySink {
 public:
  explicit FactsSink(const ExtractOptions& options) : options_(options) {}

  Result<void> metadata(repo::PackageMetadata metadata) override {
    facts_.name = std::move(metadata.name);
    facts_.version = std::move(metadata.version);
    facts_.arch = std::move(metadata.arch);
    facts_.origin = std::move(metadata.origin);
    facts_.multi_arch = std::move(metadata.multi_arch);
    facts_.relations = std::move(metadata.relations);
    facts_.vendored = std::move(metadata.vendored);
    return {};
  }

  Result<void> script(std::string_view name, std::string_view content) override {
    facts_.scripts.emplace_back(name);
    for (auto& link : read_install_links(name, content)) facts_.install_links.push_back(std::move(link));
    return {};
  }

  Result<void> entry(const repo::PackageEntry& entry, base::ByteSource& content) override {
    switch (entry.type) {
      case EntryType::file: return file(entry, content);
      case EntryType::directory: keep(List::directory, facts_.directories, entry.path); break;
      case EntryType::symlink: keep(List::symlink, facts_.symlinks, model::SymlinkFact{entry.path, entry.target}); break;
      case EntryType::hard_link: keep(List::hard_link, facts_.hard_links, model::HardLinkFact{entry.path, entry.target}); break;
      case EntryType::device:
      case EntryType::fifo: break;  // nothing a loader could open as a library
    }
    return {};
  }

  void note(Problem problem) override { facts_.problems.push_back(std::move(problem)); }

  model::PackageFacts finish() {
    sort_facts(facts_, placed_);
    return std::move(facts_);
  }

 private:
  template <typename Fact>
  void keep(List list, std::vector<Fact>& facts, Fact fact) {
    placed_.push_back({list, static_cast<std::uint32_t>(facts.size())});
    facts.push_back(std::move(fact));
  }

  Result<void> file(const repo::PackageEntry& entry, base::ByteSource& content) {
    if (is_loader_conf(entry.path)) {
      ELFGATE_TRY_ASSIGN(auto conf, read_conf(entry.path, content));
      keep(List::conf, facts_.confs, std::move(conf));
      return {};
    }
    if (is_pkg_config(entry.path)) {
      ELFGATE_TRY_ASSIGN(const auto text, base::read_all(content, base::limits::k_conf_bytes, "k_conf_bytes"));
      ELFGATE_TRY_ASSIGN(auto fact, read_pkg_config(entry.path, text));
      keep(List::pkg_config, facts_.pkg_configs, std::move(fact));
      return {};
    }
    model::FileFact fact;
    fact.path = entry.path;
    fact.mode = entry.mode & k_permission_bits;
    fact.uid = entry.uid;
    fact.gid = entry.gid;
    fact.size = entry.size;
    fact.has_capabilities = entry.has_capabilities;
    ELFGATE_TRY(read_content(content, options_, fact, facts_.problems));
    if (is_linkage_file(fact)) {
      keep(List::file, facts_.files, std::move(fact));
    } else {
      keep(List::other, facts_.other_paths, std::move(fact.path));
    }
    return {};
  }

  const ExtractOptions& options_;
  model::PackageFacts facts_;
  std::vector<Placed> placed_;
};

model::PackageFacts unreadable(const model::PackageRef& package, base::Error error) {
  model::PackageFacts facts;
  facts.name = package.name;
  facts.version = package.version;
  facts.arch = package.arch;
  facts.problems.push_back({Problem::Kind::unreadable, "", "", std::move(error)});
  return facts;
}

}  // namespace

model::PackageFacts extract_package(const repo::Format& format, const model::PackageRef& package,
                                    const ExtractOptions& options) {
  try {
    FactsSink sink(options);
    auto read = format.read(package, sink);
    return read ? sink.finish() : unreadable(package, std::move(read.error()));
  } catch (const std::bad_alloc&) {
    return unreadable(package, {base::ErrorCode::io, package.name, std::nullopt, "out of memory"});
  } catch (const std::exception& error) {
    return unreadable(package, {base::ErrorCode::internal, package.name, std::nullopt, error.what()});
  }
}

}  // namespace elfgate::extract
