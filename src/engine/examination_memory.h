// Examinations that need not be made again: those that the store kept from earlier runs, and those of the other side of a
// comparison. An update of fifty packages changes the installations of a few hundred; everybody else is examined once in a
// life.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "audit/examination_key.h"
#include "engine/repository.h"

namespace elfgate::engine {

/// Examinations of one architecture. One thread at a time, but for find().
class ExaminationMemory {
 public:
  /// STORE must outlive the memory.
  explicit ExaminationMemory(store::FactsStore& store) : store_(store) {}

  /// What is wanted: what it is about, and the key of audit::ExaminationKeys; an empty key is passed over.
  struct Wanted {
    std::string slot, key;
  };
  /// Brings here what the store has of WANTED.
  base::Result<void> recall(const std::vector<Wanted>& wanted, RunContext& context);

  /// The record under KEY, or null. Safe from several threads beside each other.
  const std::string* find(const std::string& key) const;

  /// A record that was made in this run.
  void add(Wanted what, std::string record);

  /// Writes to the store what was added and is not there yet.
  base::Result<void> keep();

 private:
  store::FactsStore& store_;
  std::unordered_map<std::string, std::string> records_;
  std::vector<Wanted> fresh_;
};

/// One memory per architecture: these are audited side by side.
class ExaminationMemories {
 public:
  /// STORE must outlive the memories.
  explicit ExaminationMemories(store::FactsStore& store) : store_(store) {}

  /// The memory of ARCH, made when first asked for. One thread at a time; what is returned stays where it is.
  ExaminationMemory& of(const std::string& arch) { return by_arch_.try_emplace(arch, store_).first->second; }

  /// ExaminationMemory::keep() of each.
  base::Result<void> keep();

 private:
  store::FactsStore& store_;
  std::map<std::string, ExaminationMemory> by_arch_;
};

/// Installations, and the sum of each (audit::installation_sum()).
struct Installed {
  std::vector<audit::Installation> installations;
  std::vector<std::string> sums;
};

/// Installs each of the packages IDS of ARCH by itself, in parallel. NUMBERS: what a package is called in the sums.
base::Result<Installed> install_all(const ArchRepository& arch, const std::vector<model::PackageId>& ids,
                                    std::span<const std::uint32_t> numbers, RunContext& context);

/// An examination that was made before: whose, and under which key.
struct OldExamination {
  const model::PackageRef* package = nullptr;
  std::string key;
};

/// The record of each of EXAMINATIONS, made in a world like WORLD, where there is one; null elsewhere. The records stay as long
/// as MEMORY is not written to.
base::Result<std::vector<const std::string*>> records_of(const audit::World& world,
                                                         const std::vector<OldExamination>& examinations,
                                                         ExaminationMemory& memory, RunContext& context);

/// Examinations, and the key of each; empty where something that it was made of is pinned by nothing.
struct Examined {
  std::vector<audit::Examination> examinations;
  std::vector<std::string> keys;
};

/// Examines INSTALLATIONS, in parallel; MEMORY saves what it can. SECOND_READER: facts were made with it. The facts of all
/// members have to be there.
base::Result<Examined> examine_all(const ArchRepository& arch, std::vector<audit::Installation> installations,
                                   bool second_reader, ExaminationMemory& memory, RunContext& context);

}  // namespace elfgate::engine
