// What the ELF writer writes, the ELF reader reads: two independent descriptions of the format held against each other over
// random facts. A field that either side forgets or misplaces shows as a difference. The seed is fixed.
#include <gtest/gtest.h>

#include <random>

#include "elf/reader.h"
#include "repo/scenario/elf_writer.h"

namespace elfgate {
namespace {

namespace scenario = repo::scenario;
using model::ElfFacts;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned bound) { return std::uniform_int_distribution<unsigned>(0, bound - 1)(engine_); }
  bool once_in(unsigned bound) { return below(bound) == 0; }
  std::string name(const char* stem) { return std::string(stem) + std::to_string(below(1000)); }

 private:
  std::mt19937 engine_;
};

void add_dynamic(Random& random, ElfFacts& facts) {
  for (unsigned i = random.below(5); i > 0; --i)
    facts.edges.push_back({random.once_in(4)   ? model::EdgeKind::filter
                           : random.once_in(4) ? model::EdgeKind::auxiliary
                                               : model::EdgeKind::needed,
                           random.name("lib") + ".so.1"});
  if (random.once_in(3)) facts.rpath = random.once_in(4) ? "" : random.name("$ORIGIN/../");
  if (random.once_in(3)) facts.runpath = random.once_in(4) ? "" : random.name("/usr/lib/");
  if (random.once_in(8)) facts.audit = "libaudit.so";
  if (random.once_in(8)) facts.depaudit = "libdepaudit.so";
  if (random.once_in(4)) facts.dt_flags_1 |= 0x800;
  if (random.once_in(4)) facts.dt_flags = 8;
  facts.has_relr = random.once_in(4);
  if (random.once_in(3)) scenario::define_versions(facts, {random.name("V"), random.name("W")});
  for (unsigned i = random.below(3); i > 0; --i)
    scenario::need_versions(facts, "lib" + std::to_string(i) + ".so", {random.name("V"), random.name("W")}, random.once_in(3));
}

ElfFacts random_facts(Random& random) {
  constexpr std::uint16_t machines[] = {
      model::k_em_x86_64, model::k_em_aarch64, model::k_em_386, model::k_em_arm, model::k_em_riscv, 20, 22};
  const auto machine = machines[random.below(7)];
  auto facts = random.once_in(3) ? scenario::program_facts(machine, random.once_in(3) ? "" : "/lib/ld.so.1")
                                 : scenario::library_facts(machine, random.once_in(4) ? "" : random.name("lib") + ".so.1");
  add_dynamic(random, facts);
  facts.has_sections = !random.once_in(3);
  facts.exec_stack = static_cast<model::ExecStack>(random.below(3));
  if (random.once_in(8)) facts.osabi = 3;
  if (random.once_in(16)) facts.abi_version = 1;
  if (random.once_in(16)) facts.ident_padding = true;
  if (random.once_in(4) && machine == model::k_em_x86_64) facts.x86_isa_needed = 1U << random.below(4);
  for (unsigned i = random.once_in(4) ? 1 + random.below(2) : 0; i > 0; --i)
    facts.dlopen_notes.push_back({{random.name("lib") + ".so", "libother.so.1"},
                                  static_cast<model::DlopenPriority>(random.below(3)),
                                  "feature",
                                  "text"});
  return facts;
}

TEST(RoundTrip, WhatIsWrittenIsRead) {
  Random random(20240611);
  for (unsigned i = 0; i < 3000; ++i) {
    const auto facts = random_facts(random);
    const auto bytes = scenario::write_elf(facts);
    const auto read = elf::libelf_reader.read(base::as_bytes(bytes), "random.so");
    ASSERT_TRUE(read) << "file " << i << ": " << to_text(read.error());
    EXPECT_EQ(*read, facts) << "file " << i << ": " << testing::PrintToString(elf::differences(*read, facts));
    if (HasFailure()) return;
  }
}

TEST(RoundTrip, ADynamicLinkerIsRecognised) {
  auto facts = scenario::library_facts(model::k_em_x86_64, "ld-linux-x86-64.so.2");
  facts.loader =
      model::LoaderConstants{.system_dirs = {"/lib/x86_64-linux-gnu/", "/usr/lib/x86_64-linux-gnu/", "/lib/", "/usr/lib/"},
                             .lib_token = "lib/x86_64-linux-gnu",
                             .cache_path = "/etc/ld.so.cache",
                             .version = "2.36",
                             .confirmed = true};
  const auto bytes = scenario::write_elf(facts);
  EXPECT_EQ(elf::read_loader_constants(base::as_bytes(bytes)), facts.loader);
}

}  // namespace
}  // namespace elfgate
