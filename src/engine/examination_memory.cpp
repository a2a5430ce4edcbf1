#include "engine/examination_memory.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include "audit/examination_record.h"

namespace elfgate::engine {

namespace {

using Wanted = ExaminationMemory::Wanted;

constexpr std::size_t k_recall_chunk = 512;

// What pins the facts of each package; a package that could not be read is pinned by nothing.
std::vector<std::string> contents_of(const index::RepositoryIndex& index, bool second_reader) {
  std::vector<std::string> out;
  const auto& packages = index.packages();
  for (std::uint32_t i = 0; i < packages.size(); ++i) {
    const auto* facts = index.facts(static_cast<model::PackageId>(i));
    out.push_back(facts && facts->readable() ? pinned_by(packages[i], second_reader) : std::string());
  }
  return out;
}

// One record a package: the newest examination takes the place of the one before.
std::string slot_of(const std::string& scope, const model::PackageRef& package) {
  return scope + package.arch + '\0' + package.name + '\0' + package.version;
}

}  // namespace

base::Result<void> ExaminationMemory::recall(const std::vector<Wanted>& wanted, RunContext& context) {
  std::vector<const Wanted*> missing;
  for (const auto& what : wanted)
    if (!what.key.empty() && !records_.contains(what.key)) missing.push_back(&what);
  std::sort(missing.begin(), missing.end(), [](const auto* a, const auto* b) { return a->slot < b->slot; });
  std::mutex mutex;
  std::optional<base::Error> error;
  ELFGATE_TRY(for_each_index(context, (missing.size() + k_recall_chunk - 1) / k_recall_chunk, [&](std::size_t chunk) {
    const auto first = chunk * k_recall_chunk, last = std::min(first + k_recall_chunk, missing.size());
    std::vector<std::string> slots;
    for (auto i = first; i < last; ++i) slots.push_back(missing[i]->slot);
    std::vector<std::pair<std::string, std::string>> found;
    const auto loaded = store_.load_records(slots, [&](std::size_t at, std::string_view key, std::string_view bytes) {
      if (key == missing[first + at]->key) found.emplace_back(key, bytes);
    });
    const std::lock_guard lock(mutex);
    for (auto& [key, bytes] : found) records_.emplace(std::move(key), std::move(bytes));
    if (!loaded) error = loaded.error();
  }));
  if (error) return base::Failure(*error);
  return {};
}

const std::string* ExaminationMemory::find(const std::string& key) const {
  const auto found = records_.find(key);
  return key.empty() || found == records_.end() ? nullptr : &found->second;
}

void ExaminationMemory::add(Wanted what, std::string record) {
  if (what.key.empty() || record.empty()) return;
  records_.insert_or_assign(what.key, std::move(record));
  fresh_.push_back(std::move(what));
}

base::Result<void> ExaminationMemory::keep() {
  std::vector<store::Record> batch;
  for (auto& what : fresh_) batch.push_back({std::move(what.slot), what.key, records_.at(what.key)});
  fresh_.clear();
  return batch.empty() ? base::Result<void>() : store_.write_records(batch);
}

base::Result<void> ExaminationMemories::keep() {
  for (auto& [arch, memory] : by_arch_) ELFGATE_TRY(memory.keep());
  return {};
}

base::Result<Installed> install_all(const ArchRepository& arch, const std::vector<model::PackageId>& ids,
                                    std::span<const std::uint32_t> numbers, RunContext& context) {
  Installed out;
  out.installations.resize(ids.size());
  out.sums.resize(ids.size());
  ELFGATE_TRY(for_each_index(context, ids.size(), [&](std::size_t i) {
    out.installations[i] = audit::install(arch.world, ids[i]);
    out.sums[i] = audit::installation_sum(out.installations[i], numbers);
  }));
  return out;
}

base::Result<std::vector<const std::string*>> records_of(const audit::World& world,
                                                         const std::vector<OldExamination>& examinations,
                                                         ExaminationMemory& memory, RunContext& context) {
  const audit::ExaminationKeys keys(world, {});
  std::vector<Wanted> wanted;
  for (const auto& old : examinations) wanted.push_back({slot_of(keys.scope(), *old.package), old.key});
  ELFGATE_TRY(memory.recall(wanted, context));
  std::vector<const std::string*> records;
  for (const auto& what : wanted) records.push_back(memory.find(what.key));
  return records;
}

base::Result<Examined> examine_all(const ArchRepository& arch, std::vector<audit::Installation> installations,
                                   bool second_reader, ExaminationMemory& memory, RunContext& context) {
  const auto count = installations.size();
  const audit::ExaminationKeys keys(arch.world, contents_of(*arch.index, second_reader));
  std::vector<Wanted> wanted(count);
  ELFGATE_TRY(for_each_index(context, count, [&](std::size_t i) {
    wanted[i] = {slot_of(keys.scope(), arch.index->package(installations[i].package)), keys.key(installations[i])};
  }));
  ELFGATE_TRY(memory.recall(wanted, context));

  Examined out;
  out.examinations.resize(count);
  std::vector<std::string> made(count);
  ELFGATE_TRY(for_each_index(context, count, [&](std::size_t i) {
    auto members = installations[i].members;
    if (const auto* record = memory.find(wanted[i].key)) {
      auto known = audit::begin_examination(arch.world, audit::Installation(installations[i]));
      if (audit::unpack(arch.world, members, *record, known)) {
        out.examinations[i] = std::move(known);
        context.advance();
        return;
      }
    }
    out.examinations[i] = audit::examine(arch.world, std::move(installations[i]));
    if (!wanted[i].key.empty()) made[i] = audit::pack(arch.world, members, out.examinations[i]);
    context.advance();
  }));
  for (std::size_t i = 0; i < count; ++i) {
    out.keys.push_back(wanted[i].key);
    memory.add(std::move(wanted[i]), std::move(made[i]));
  }
  return out;
}

}  // namespace elfgate::engine
