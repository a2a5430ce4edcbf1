// What stands below an entry: attributes of any file, and the tags and defects of ELF files.
#include "base/digest.h"
#include "base/vpath.h"
#include "repo/scenario/parser.h"

namespace elfgate::repo::scenario {

namespace {

Entry& entry_of(const Statement& s) {
  return *s.pass.entry();
}

/// The ELF description of the current entry.
Result<ElfImage*> image_of(const Statement& s) {
  auto& entry = entry_of(s);
  if (entry.elf) return &*entry.elf;
  return s.error("`" + s.word(0) + "` belongs below a program, library or plugin; `" + entry.path + "` is none");
}

template <typename Set>
Result<void> with_image(const Statement& s, std::size_t least, std::size_t most, const char* usage, Set set) {
  ELFGATE_TRY(s.expect_arguments(least, most, usage));
  ELFGATE_TRY_ASSIGN(auto* image, image_of(s));
  return set(*image);
}

template <typename Set>
Result<void> with_number(const Statement& s, std::uint64_t most, const char* usage, Set set) {
  return with_image(s, 1, 1, usage, [&](ElfImage& image) -> Result<void> {
    const auto number = to_number(s.word(1));
    if (!number || *number > most) return s.error("`" + s.word(1) + "` is no number that fits here; write: " + usage);
    set(image, *number);
    return {};
  });
}

// --- any entry ---

Result<void> mode(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "mode 4755"));
  const auto number = to_number(s.word(1), true);
  if (!number || *number > 07777) return s.error("`" + s.word(1) + "` is no octal mode");
  entry_of(s).mode = static_cast<std::uint32_t>(*number);
  return {};
}

Result<void> owner(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(2, 2, "owner UID GID"));
  const auto uid = to_number(s.word(1)), gid = to_number(s.word(2));
  if (!uid || !gid || *uid > 65535 || *gid > 65535) return s.error("owner takes two numbers below 65536");
  entry_of(s).uid = static_cast<std::uint32_t>(*uid);
  entry_of(s).gid = static_cast<std::uint32_t>(*gid);
  return {};
}

Result<void> capabilities(const Statement& s) {
  entry_of(s).has_capabilities = true;
  return s.expect_arguments(0, 0, "capabilities");
}

Result<void> size(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 1, "size BYTES"));
  const auto number = to_number(s.word(1));
  if (!number || *number > (16U << 20)) return s.error("`" + s.word(1) + "` is no size up to 16 MiB");
  entry_of(s).padded_to = *number;
  return {};
}

/// Further names in the same directory: `links libz.so.1 libz.so` below usr/lib/libz.so.1.3.1.
Result<void> links(const Statement& s) {
  ELFGATE_TRY(s.expect_arguments(1, 64, "links NAME..."));
  const auto path = entry_of(s).path;
  auto& entries = s.pass.package->entries;
  const auto at = entries.end() - 1;
  std::vector<Entry> made;
  for (const auto& name : s.arguments())
    made.push_back({.type = EntryType::symlink,
                    .path = base::join(base::dirname(path), name),
                    .target = std::string(base::basename(path)),
                    .mode = 0777,
                    .line = s.line.number});
  entries.insert(at, made.begin(), made.end());  // before it, so that it stays the current entry
  s.pass.content = entries.back().elf ? nullptr : &entries.back().content;
  return {};
}

// --- identification ---

Result<void> machine(const Statement& s) {
  return with_image(s, 1, 1, "machine NAME", [&](ElfImage& image) -> Result<void> {
    const auto number = machine_of(s.word(1));
    if (!number)
      return s.error("unknown machine `" + s.word(1) + "`" +
                     suggestion(s.word(1), {"x86_64", "aarch64", "i386", "arm", "riscv64", "s390x", "ppc64le"}));
    const auto plain = library_facts(*number, "");
    image.facts.machine = plain.machine;
    image.facts.elf_class = plain.elf_class;
    image.facts.data = plain.data;
    return {};
  });
}

Result<void> elf_class(const Statement& s) {
  return with_image(s, 1, 1, "class 32|64", [&](ElfImage& image) -> Result<void> {
    if (s.word(1) != "32" && s.word(1) != "64") return s.error("write: class 32|64");
    image.facts.elf_class = s.word(1) == "32" ? 1 : 2;
    return {};
  });
}

Result<void> byte_order(const Statement& s) {
  return with_image(s, 1, 1, "byte-order little|big", [&](ElfImage& image) -> Result<void> {
    if (s.word(1) != "little" && s.word(1) != "big") return s.error("write: byte-order little|big");
    image.facts.data = s.word(1) == "little" ? 1 : 2;
    return {};
  });
}

Result<void> type(const Statement& s) {
  return with_image(s, 1, 1, "type dyn|exec|rel|core", [&](ElfImage& image) -> Result<void> {
    static const std::map<std::string_view, std::uint16_t> types{
        {"dyn", model::k_et_dyn}, {"exec", model::k_et_exec}, {"rel", model::k_et_rel}, {"core", model::k_et_core}};
    const auto it = types.find(s.word(1));
    if (it == types.end()) return s.error("unknown type" + suggestion(s.word(1), {"dyn", "exec", "rel", "core"}));
    image.facts.type = it->second;
    if (it->second == model::k_et_exec) image.facts.dt_flags_1 &= ~std::uint64_t{0x08000000};
    return {};
  });
}

Result<void> osabi(const Statement& s) {
  return with_number(s, 255, "osabi NUMBER",
                     [](ElfImage& image, std::uint64_t n) { image.facts.osabi = static_cast<std::uint8_t>(n); });
}

Result<void> abi_version(const Statement& s) {
  return with_number(s, 255, "abi-version NUMBER",
                     [](ElfImage& image, std::uint64_t n) { image.facts.abi_version = static_cast<std::uint8_t>(n); });
}

// --- dynamic section ---

template <model::EdgeKind Kind>
Result<void> edge(const Statement& s) {
  return with_image(s, 1, 4096, "needed SONAME...", [&](ElfImage& image) -> Result<void> {
    for (const auto& name : s.arguments()) image.facts.edges.push_back({Kind, name});
    return {};
  });
}

Result<void> soname(const Statement& s) {
  return with_image(s, 1, 1, "soname NAME|none", [&](ElfImage& image) -> Result<void> {
    image.facts.soname = s.word(1);
    if (s.word(1) == "none") image.facts.soname.reset();
    return {};
  });
}

template <std::optional<std::string> model::ElfFacts::*Text>
Result<void> text(const Statement& s) {
  return with_image(s, 1, 1, "one text; \"\" is an empty one, `none` removes it", [&](ElfImage& image) -> Result<void> {
    image.facts.*Text = s.word(1);
    if (s.word(1) == "none") (image.facts.*Text).reset();
    return {};
  });
}

template <std::string model::ElfFacts::*Text>
Result<void> list(const Statement& s) {
  return with_image(s, 1, 1, "audit NAME[:NAME...]", [&](ElfImage& image) -> Result<void> {
    image.facts.*Text = s.word(1);
    return {};
  });
}

/// A tag once more behind the others: the last one counts (R2.4).
Result<void> again(const Statement& s) {
  return with_image(s, 2, 2, "again rpath|runpath|soname TEXT", [&](ElfImage& image) -> Result<void> {
    static const std::map<std::string_view, std::uint64_t> tags{{"soname", 14}, {"rpath", 15}, {"runpath", 29}};
    const auto it = tags.find(s.word(1));
    if (it == tags.end()) return s.error("unknown tag" + suggestion(s.word(1), {"soname", "rpath", "runpath"}));
    image.more_strings.push_back({it->second, s.word(2)});
    return {};
  });
}

template <std::uint64_t Bit>
Result<void> flag_1(const Statement& s) {
  return with_image(s, 0, 0, "a word alone", [&](ElfImage& image) -> Result<void> {
    image.facts.dt_flags_1 |= Bit;
    return {};
  });
}

Result<void> no_pie(const Statement& s) {
  return with_image(s, 0, 0, "no-pie", [&](ElfImage& image) -> Result<void> {
    image.facts.dt_flags_1 &= ~std::uint64_t{0x08000000};
    return {};
  });
}

Result<void> defines(const Statement& s) {
  return with_image(s, 0, 4096, "defines VERSION...", [&](ElfImage& image) -> Result<void> {
    std::vector<std::string> names;
    for (const auto& word : s.arguments())
      for (auto& name : expand_range(word)) names.push_back(std::move(name));
    define_versions(image.facts, names);
    return {};
  });
}

template <bool Weak>
Result<void> wants(const Statement& s) {
  return with_image(s, 2, 4096, "wants SONAME VERSION...", [&](ElfImage& image) -> Result<void> {
    std::vector<std::string> names;
    for (const auto& word : s.arguments(2))
      for (auto& name : expand_range(word)) names.push_back(std::move(name));
    need_versions(image.facts, s.word(1), names, Weak);
    return {};
  });
}

Result<void> dlopen(const Statement& s) {
  return with_image(s, 2, 64, "dlopen required|recommended|suggested SONAME... [feature NAME] [description TEXT]",
                    [&](ElfImage& image) -> Result<void> {
                      model::DlopenNote note;
                      static const std::map<std::string_view, model::DlopenPriority> priorities{
                          {"required", model::DlopenPriority::required},
                          {"recommended", model::DlopenPriority::recommended},
                          {"suggested", model::DlopenPriority::suggested}};
                      const auto it = priorities.find(s.word(1));
                      if (it == priorities.end())
                        return s.error("unknown priority" + suggestion(s.word(1), {"required", "recommended", "suggested"}));
                      note.priority = it->second;
                      for (std::size_t i = 2; i <= s.count(); ++i) {
                        const bool more = i < s.count();
                        if (more && s.word(i) == "feature") {
                          note.feature = s.word(++i);
                        } else if (more && s.word(i) == "description") {
                          note.description = s.word(++i);
                        } else {
                          note.sonames.push_back(s.word(i));
                        }
                      }
                      image.facts.dlopen_notes.push_back(std::move(note));
                      return {};
                    });
}

Result<void> isa(const Statement& s) {
  return with_image(s, 1, 1, "isa x86-64-v2|x86-64-v3|x86-64-v4", [&](ElfImage& image) -> Result<void> {
    static const std::map<std::string_view, std::uint32_t> levels{
        {"x86-64-baseline", 1}, {"x86-64-v2", 2}, {"x86-64-v3", 4}, {"x86-64-v4", 8}};
    const auto it = levels.find(s.word(1));
    if (it == levels.end())
      return s.error("unknown level" + suggestion(s.word(1), {"x86-64-baseline", "x86-64-v2", "x86-64-v3", "x86-64-v4"}));
    image.facts.x86_isa_needed = it->second;
    return {};
  });
}

Result<void> exec_stack(const Statement& s) {
  return with_image(s, 1, 1, "exec-stack yes|no|no-header", [&](ElfImage& image) -> Result<void> {
    static const std::map<std::string_view, model::ExecStack> values{
        {"yes", model::ExecStack::yes}, {"no", model::ExecStack::no}, {"no-header", model::ExecStack::no_header}};
    const auto it = values.find(s.word(1));
    if (it == values.end()) return s.error("write: exec-stack yes|no|no-header");
    image.facts.exec_stack = it->second;
    return {};
  });
}

template <bool model::ElfFacts::*Fact, bool Value>
Result<void> fact(const Statement& s) {
  return with_image(s, 0, 0, "a word alone", [&](ElfImage& image) -> Result<void> {
    image.facts.*Fact = Value;
    return {};
  });
}

// --- a dynamic linker ---

model::LoaderConstants& loader_of(ElfImage& image) {
  if (!image.facts.loader) image.facts.loader = model::LoaderConstants{.cache_path = "/etc/ld.so.cache", .confirmed = true};
  return *image.facts.loader;
}

template <model::LoaderConstants::Family Family>
Result<void> directories(const Statement& s) {
  return with_image(s, 1, 64, "system-dirs /usr/lib/ /lib/", [&](ElfImage& image) -> Result<void> {
    auto& loader = loader_of(image);
    loader.family = Family;
    loader.system_dirs = s.arguments();
    if (Family == model::LoaderConstants::Family::musl) loader.cache_path.clear(), loader.confirmed = false;
    return {};
  });
}

Result<void> lib_token(const Statement& s) {
  return with_image(s, 1, 1, "lib-token lib64", [&](ElfImage& image) -> Result<void> {
    loader_of(image).lib_token = s.word(1);
    return {};
  });
}

Result<void> release(const Statement& s) {
  return with_image(s, 1, 1, "release 2.40", [&](ElfImage& image) -> Result<void> {
    loader_of(image).version = s.word(1);
    return {};
  });
}

// --- bytes ---

Result<void> empty_dynamic(const Statement& s) {
  return with_image(s, 0, 0, "empty-dynamic", [&](ElfImage& image) -> Result<void> {
    image.facts.has_dynamic = false;
    image.empty_dynamic = true;
    return {};
  });
}

Result<void> symbols(const Statement& s) {
  return with_image(s, 1, 4096, "symbols NAME...", [&](ElfImage& image) -> Result<void> {
    for (const auto& name : s.arguments()) image.symbols.push_back(name);
    return {};
  });
}

Result<void> hash(const Statement& s) {
  return with_image(s, 1, 1, "hash sysv|gnu|both", [&](ElfImage& image) -> Result<void> {
    static const std::map<std::string_view, HashStyle> styles{
        {"sysv", HashStyle::sysv}, {"gnu", HashStyle::gnu}, {"both", HashStyle::both}};
    const auto it = styles.find(s.word(1));
    if (it == styles.end()) return s.error("write: hash sysv|gnu|both");
    image.hash = it->second;
    return {};
  });
}

Result<void> truncate(const Statement& s) {
  return with_number(s, 1U << 24, "truncate BYTES", [](ElfImage& image, std::uint64_t n) { image.truncate_to = n; });
}

Result<void> patch(const Statement& s) {
  return with_image(s, 2, 2, "patch OFFSET HEX", [&](ElfImage& image) -> Result<void> {
    const auto offset = to_number(s.word(1));
    auto bytes = base::from_hex(s.word(2));
    if (!offset || *offset > (1U << 24) || !bytes) return s.error("write: patch OFFSET HEX");
    image.patches.push_back({*offset, std::move(*bytes)});
    return {};
  });
}

}  // namespace

const Words& elf_words() {
  using F = model::ElfFacts;
  using Family = model::LoaderConstants::Family;
  static const Words words{{"mode", mode},
                           {"owner", owner},
                           {"capabilities", capabilities},
                           {"size", size},
                           {"links", links},
                           {"machine", machine},
                           {"class", elf_class},
                           {"byte-order", byte_order},
                           {"type", type},
                           {"osabi", osabi},
                           {"abi-version", abi_version},
                           {"ident-padding", fact<&F::ident_padding, true>},
                           {"needed", edge<model::EdgeKind::needed>},
                           {"filter", edge<model::EdgeKind::filter>},
                           {"auxiliary", edge<model::EdgeKind::auxiliary>},
                           {"soname", soname},
                           {"rpath", text<&F::rpath>},
                           {"runpath", text<&F::runpath>},
                           {"interp", text<&F::interp>},
                           {"audit", list<&F::audit>},
                           {"depaudit", list<&F::depaudit>},
                           {"again", again},
                           {"nodeflib", flag_1<0x800>},
                           {"noopen", flag_1<0x40>},
                           {"pie", flag_1<0x08000000>},
                           {"no-pie", no_pie},
                           {"defines", defines},
                           {"wants", wants<false>},
                           {"wants-weak", wants<true>},
                           {"dlopen", dlopen},
                           {"relr", fact<&F::has_relr, true>},
                           {"isa", isa},
                           {"exec-stack", exec_stack},
                           {"no-dynamic", fact<&F::has_dynamic, false>},
                           {"empty-dynamic", empty_dynamic},
                           {"no-load", fact<&F::has_load, false>},
                           {"misaligned", fact<&F::loads_aligned, false>},
                           {"no-strtab", fact<&F::has_strtab, false>},
                           {"bad-phentsize", fact<&F::phentsize_ok, false>},
                           {"no-sections", fact<&F::has_sections, false>},
                           {"system-dirs", directories<Family::glibc>},
                           {"musl-path", directories<Family::musl>},
                           {"lib-token", lib_token},
                           {"release", release},
                           {"symbols", symbols},
                           {"hash", hash},
                           {"truncate", truncate},
                           {"patch", patch}};
  return words;
}

}  // namespace elfgate::repo::scenario
