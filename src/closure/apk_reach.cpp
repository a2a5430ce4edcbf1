#include "closure/apk_reach.h"

#include <span>
#include <utility>

namespace elfgate::closure {
namespace {

class Walk {
 public:
  explicit Walk(const ApkCatalog& catalog)
      : catalog_(catalog),
        sequence_(catalog.name_count(), 0),
        seen_(catalog.name_count(), 0),
        expanded_(catalog.package_count(), 0) {}

  void start(NameIndex name) {
    visit(name);
    while (!path_.empty()) step();
  }

  std::vector<std::uint32_t> take() { return std::move(sequence_); }

 private:
  struct Frame {
    NameIndex name;
    std::uint32_t provider = 0;        // the next one to expand
    std::span<const NameIndex> way{};  // what the one before still leads to
  };

  void visit(NameIndex name) {
    if (seen_[name]) return;
    seen_[name] = 1;
    path_.push_back({name});
  }

  // Goes on in the innermost name until another name is found, or the name is done.
  void step() {
    Frame& frame = path_.back();
    const auto providers = catalog_.providers(frame.name);
    for (;;) {
      while (!frame.way.empty()) {
        const NameIndex next = frame.way.front();
        frame.way = frame.way.subspan(1);
        if (!seen_[next]) return visit(next);
      }
      if (frame.provider == providers.size()) break;
      const PackageIndex package = providers[frame.provider++].package;
      if (!std::exchange(expanded_[package], 1)) frame.way = catalog_.leads_to(package);
    }
    sequence_[frame.name] = ++last_;
    path_.pop_back();
  }

  const ApkCatalog& catalog_;
  std::vector<std::uint32_t> sequence_;
  std::vector<char> seen_, expanded_;
  std::vector<Frame> path_;
  std::uint32_t last_ = 0;
};

}  // namespace

std::vector<std::uint32_t> reach(const ApkCatalog& catalog, const ApkWorld& world) {
  Walk walk(catalog);
  for (const auto& item : world.items()) walk.start(item.constraint.name);
  return walk.take();
}

}  // namespace elfgate::closure
