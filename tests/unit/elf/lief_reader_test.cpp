#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "elf/reader.h"
#include "elf_bytes.h"

namespace elfgate::elf {
namespace {

using test::ElfBytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(LiefReader, AgreesWithLibelfOnEveryLayout) {
  for (const bool wide : {true, false}) {
    for (const bool big : {true, false}) {
      ElfBytes elf(wide, big);
      elf.text(1, "libb.so.1").text(0x7fffffff, "libf.so").text(14, "liba.so.2").text(29, "$ORIGIN").tag(0x6ffffffb, 1);
      elf.segment_of(3, std::string_view("/lib/ld.so\0", 11)).segment({0x6474e551, 6, 0, 0, 0, 16});
      const auto file = elf.build();
      const auto first = libelf_reader.read(file, "file"), second = lief_reader.read(file, "file");
      ASSERT_TRUE(first);
      ASSERT_TRUE(second) << to_text(second.error());
      EXPECT_EQ(second->soname, "liba.so.2");
      EXPECT_THAT(differences(*first, *second), IsEmpty()) << wide << big;
    }
  }
}

TEST(LiefReader, GarbageIsAnErrorAndNoException) {
  EXPECT_FALSE(lief_reader.read(base::as_bytes("no ELF at all, and long enough for a header of one, we would say"), "file"));
  EXPECT_FALSE(lief_reader.read({}, "file"));
}

TEST(Differences, NamesFieldAndBothValues) {
  model::ElfFacts first, second;
  first.soname = "a";
  EXPECT_THAT(differences(first, second), ElementsAre("soname: \"a\" against none"));
}

TEST(Differences, OfAListTheFirstElementIsShown) {
  model::ElfFacts first, second;
  first.edges = {{model::EdgeKind::needed, "a"}, {model::EdgeKind::needed, "b"}, {model::EdgeKind::needed, "c"}};
  second.edges = {{model::EdgeKind::needed, "a"}};
  EXPECT_THAT(differences(first, second), ElementsAre("edges[1]: NEEDED \"b\" against nothing"));
}

TEST(Differences, EveryComparedFieldCounts) {
  const std::vector<void (*)(model::ElfFacts&)> changes = {
      [](auto& f) { f.elf_class = 9; },
      [](auto& f) { f.data = 9; },
      [](auto& f) { f.ident_version = 9; },
      [](auto& f) { f.osabi = 9; },
      [](auto& f) { f.abi_version = 9; },
      [](auto& f) { f.ident_padding = true; },
      [](auto& f) { f.type = 9; },
      [](auto& f) { f.machine = 9; },
      [](auto& f) { f.version = 9; },
      [](auto& f) { f.flags = 9; },
      [](auto& f) { f.phentsize_ok = false; },
      [](auto& f) { f.has_load = true; },
      [](auto& f) { f.loads_aligned = false; },
      [](auto& f) { f.has_dynamic = true; },
      [](auto& f) { f.has_sections = true; },
      [](auto& f) { f.exec_stack = model::ExecStack::yes; },
      [](auto& f) { f.interp = ""; },
      [](auto& f) { f.rpath = ""; },
      [](auto& f) { f.runpath = ""; },
      [](auto& f) { f.audit = "x"; },
      [](auto& f) { f.depaudit = "x"; },
      [](auto& f) { f.dt_flags = 9; },
      [](auto& f) { f.dt_flags_1 = 9; },
      [](auto& f) { f.has_relr = true; },
      [](auto& f) { f.has_verdef = true; },
      [](auto& f) { f.has_strtab = true; },
      [](auto& f) {
        f.defined_versions.push_back({"v", 1, 2, 1});
      },
      [](auto& f) {
        f.needed_versions.push_back({"f", 1, {{"v", 0, 1}}});
      },
      [](auto& f) {
        f.dlopen_notes.push_back({{"x"}, model::DlopenPriority::required, "", ""});
      },
  };
  const model::ElfFacts plain;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    model::ElfFacts changed;
    changes[i](changed);
    EXPECT_EQ(differences(plain, changed).size(), 1U) << i;
  }
}

TEST(Differences, UnprintableTextIsEscaped) {
  model::ElfFacts first, second;
  first.soname = "a\x01";
  EXPECT_THAT(differences(first, second)[0], HasSubstr("\\x01"));
}

}  // namespace
}  // namespace elfgate::elf
