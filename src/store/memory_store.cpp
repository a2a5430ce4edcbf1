// The store of a run that keeps no cache file (--no-facts), and of tests. It holds the same encoded bytes as the file would, so
// both forms answer alike.
#include <map>

#include "store/store.h"
#include "store/terms.h"

namespace elfgate::store {

namespace {

class MemoryStore final : public FactsStore {
 public:
  base::Result<std::optional<model::PackageFacts>> find(const std::string& key, Parts parts) override {
    const auto at = facts_.find(key);
    if (at == facts_.end()) return std::optional<model::PackageFacts>();
    auto facts = decode(at->second, parts);
    return facts ? std::optional(std::move(*facts)) : std::nullopt;
  }

  base::Result<void> write(const std::vector<StoredFacts>& batch) override {
    for (const auto& stored : batch)
      if (!stored.key.empty() && !stored.linkage.empty()) facts_.insert_or_assign(stored.key, stored);
    return {};
  }

  base::Result<std::vector<std::string>> present(const std::vector<std::string>& keys) override {
    std::vector<std::string> found;
    for (const auto& key : keys)
      if (facts_.count(key) != 0) found.push_back(key);
    return found;
  }

  base::Result<void> load(const std::vector<std::string>& sorted_keys, Parts parts, const Found& found) override {
    for (std::size_t i = 0; i < sorted_keys.size(); ++i) {
      const auto at = facts_.find(sorted_keys[i]);
      if (at == facts_.end()) continue;
      const auto& stored = at->second;
      found(i, {stored.key, stored.linkage, parts == Parts::all_paths ? stored.paths : std::string(), {}});
    }
    return {};
  }

  base::Result<void> search(const std::vector<std::uint32_t>& wanted, const Seen& seen) override {
    for (const auto& [key, stored] : facts_) seen(key, may_hold(key, stored.terms, wanted));
    return {};
  }

  base::Result<void> load_records(const std::vector<std::string>& sorted_slots, const FoundRecord& found) override {
    for (std::size_t i = 0; i < sorted_slots.size(); ++i)
      if (const auto at = records_.find(sorted_slots[i]); at != records_.end()) found(i, at->second.key, at->second.bytes);
    return {};
  }

  base::Result<void> write_records(const std::vector<Record>& batch) override {
    for (const auto& record : batch) records_.insert_or_assign(record.slot, record);
    return {};
  }

 private:
  std::map<std::string, Record> records_;
  std::map<std::string, StoredFacts> facts_;
};

}  // namespace

std::unique_ptr<FactsStore> make_memory_store() {
  return std::make_unique<MemoryStore>();
}

}  // namespace elfgate::store
