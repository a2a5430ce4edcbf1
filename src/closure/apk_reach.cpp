#include "closure/apk_reach.h"

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
  // Where a package leads, in this order.
  enum class Part : std::uint8_t { depends, provides, install_if, watchers, done };
  struct Frame {
    NameIndex name;
    std::uint32_t provider = 0;
    Part part = Part::depends;
    bool entered = false;  // the current provider is ours to expand
    std::uint32_t item = 0;
    std::uint32_t watcher = 0;
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
    const auto depth = path_.size();
    while (frame.provider < providers.size()) {
      const PackageIndex package = providers[frame.provider].package;
      if (!frame.entered && expanded_[package]) {
        ++frame.provider;
        continue;
      }
      frame.entered = true;
      expanded_[package] = 1;
      while (frame.part != Part::done) {
        expand(frame, package);
        if (path_.size() != depth) return;
      }
      frame = {frame.name, frame.provider + 1};
    }
    sequence_[path_.back().name] = ++last_;
    path_.pop_back();
  }

  // Visits one name of the current part, or goes to the next part.
  void expand(Frame& frame, PackageIndex package) {
    const auto next = [&](std::size_t size) {
      if (frame.item < size) return true;
      frame.part = static_cast<Part>(static_cast<int>(frame.part) + 1);
      frame.item = 0;
      return false;
    };
    const auto owned = catalog_.owned(package);
    switch (frame.part) {
      case Part::depends:
        if (const auto items = catalog_.depends(package); next(items.size())) visit(items[frame.item++].name);
        return;
      case Part::provides:  // without the own name, which stands first
        if (next(owned.size() - 1)) visit(owned[++frame.item].name);
        return;
      case Part::install_if:
        if (const auto items = catalog_.install_if(package); next(items.size())) visit(items[frame.item++].name);
        return;
      case Part::watchers:
        if (!next(owned.size())) return;
        if (const auto watchers = catalog_.watchers(owned[frame.item].name); frame.watcher < watchers.size()) {
          visit(catalog_.own_name(watchers[frame.watcher++]));
        } else {
          ++frame.item;
          frame.watcher = 0;
        }
        return;
      case Part::done: return;
    }
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
