#include "repo/scenario/elf_tables.h"

#include <nlohmann/json.hpp>

#include "repo/scenario/elf_writer.h"

namespace elfgate::repo::scenario {

namespace {

constexpr std::uint32_t k_dlopen_note_type = 0x407c0c0a;
constexpr std::uint32_t k_property_note_type = 5;
constexpr std::uint32_t k_property_isa_needed = 0xc0008002;
constexpr std::uint16_t k_base_flag = 1;

std::uint32_t gnu_hash(std::string_view name) {
  std::uint32_t hash = 5381;
  for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
  return hash;
}

std::uint64_t first_definition_index(const model::ElfFacts& facts) {
  return !facts.defined_versions.empty() && (facts.defined_versions.front().flags & k_base_flag) != 0 ? 1 : 2;
}

void note(ElfBytes& out, std::string_view owner, std::uint32_t type, std::string_view description, std::uint64_t alignment) {
  out.word(owner.size() + 1);
  out.word(description.size());
  out.word(type);
  out.text(owner);
  out.byte(0);
  out.align(alignment);
  out.text(description);
  out.align(alignment);
}

}  // namespace

void ElfBytes::number(std::uint64_t value, unsigned width) {
  for (unsigned i = 0; i < width; ++i) {
    const unsigned shift = 8 * (big_endian_ ? width - 1 - i : i);
    bytes_.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
  }
}

void ElfBytes::align(std::uint64_t to) {
  while (to > 1 && bytes_.size() % to != 0) bytes_.push_back('\0');
}

std::uint32_t StringTable::add(std::string_view text) {
  if (text.empty()) return 0;
  const auto known = offsets_.find(text);
  if (known != offsets_.end()) return known->second;
  const auto offset = static_cast<std::uint32_t>(bytes_.size());
  bytes_.append(text);
  bytes_.push_back('\0');
  offsets_.emplace(text, offset);
  return offset;
}

std::uint32_t sysv_hash(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) {
    hash = (hash << 4) + static_cast<unsigned char>(c);
    const std::uint32_t high = hash & 0xF0000000U;
    hash ^= high >> 24;
    hash &= ~high;
  }
  return hash;
}

std::string sysv_hash_table(const ElfBytes& like, const std::vector<std::string>& names) {
  ElfBytes out(like.wide(), like.big_endian());
  out.word(1);
  out.word(names.size() + 1);
  out.word(names.empty() ? 0 : 1);  // one bucket: the chain visits every symbol in turn
  out.word(0);
  for (std::size_t i = 1; i <= names.size(); ++i) out.word(i < names.size() ? i + 1 : 0);
  return out.bytes();
}

std::string gnu_hash_table(const ElfBytes& like, const std::vector<std::string>& names) {
  ElfBytes out(like.wide(), like.big_endian());
  out.word(1);                     // buckets
  out.word(1);                     // first symbol in the table
  out.word(1);                     // bloom words
  out.word(0);                     // bloom shift
  out.address(~std::uint64_t{0});  // every name may be here
  out.word(names.empty() ? 0 : 1);
  for (std::size_t i = 0; i < names.size(); ++i) out.word((gnu_hash(names[i]) & ~1U) | (i + 1 == names.size() ? 1U : 0U));
  return out.bytes();
}

std::string symbol_table(const ElfBytes& like, const std::vector<std::string>& names, std::uint64_t address,
                         StringTable& strings) {
  constexpr std::uint64_t global_function = 0x12, some_section = 1;
  ElfBytes out(like.wide(), like.big_endian());
  const auto symbol = [&](std::uint64_t name, std::uint64_t value, std::uint64_t info, std::uint64_t section) {
    out.word(name);
    if (like.wide()) {
      out.byte(info), out.byte(0), out.half(section), out.address(value), out.address(0);
    } else {
      out.address(value), out.address(0), out.byte(info), out.byte(0), out.half(section);
    }
  };
  symbol(0, 0, 0, 0);
  for (const auto& name : names) symbol(strings.add(name), address, global_function, some_section);
  return out.bytes();
}

std::string version_definitions(const ElfBytes& like, const model::ElfFacts& facts, StringTable& strings) {
  ElfBytes out(like.wide(), like.big_endian());
  std::uint64_t index = first_definition_index(facts);
  for (std::size_t i = 0; i < facts.defined_versions.size(); ++i) {
    const auto& definition = facts.defined_versions[i];
    out.half(definition.revision);
    out.half(definition.flags);
    out.half(index++);
    out.half(1);
    out.word(definition.hash != 0 ? definition.hash : sysv_hash(definition.name));
    out.word(20);
    out.word(i + 1 < facts.defined_versions.size() ? 28 : 0);
    out.word(strings.add(definition.name));
    out.word(0);
  }
  if (facts.defined_versions.empty()) out.text(std::string(20, '\0'));  // a table that lists nothing still needs a first record
  return out.bytes();
}

std::string version_needs(const ElfBytes& like, const model::ElfFacts& facts, StringTable& strings) {
  ElfBytes out(like.wide(), like.big_endian());
  std::uint64_t index = first_definition_index(facts) + facts.defined_versions.size();
  for (std::size_t i = 0; i < facts.needed_versions.size(); ++i) {
    const auto& need = facts.needed_versions[i];
    const std::uint64_t size = 16 + 16 * need.versions.size();
    out.half(need.revision);
    out.half(need.versions.size());
    out.word(strings.add(need.file));
    out.word(need.versions.empty() ? 0 : 16);
    out.word(i + 1 < facts.needed_versions.size() ? size : 0);
    for (std::size_t k = 0; k < need.versions.size(); ++k) {
      const auto& wanted = need.versions[k];
      out.word(wanted.hash != 0 ? wanted.hash : sysv_hash(wanted.name));
      out.half(wanted.flags);
      out.half(index++);
      out.word(strings.add(wanted.name));
      out.word(k + 1 < need.versions.size() ? 16 : 0);
    }
  }
  return out.bytes();
}

std::string dlopen_note(const ElfBytes& like, const std::vector<model::DlopenNote>& entries) {
  constexpr const char* priorities[] = {"required", "recommended", "suggested"};
  auto list = nlohmann::json::array();
  for (const auto& entry : entries) {
    nlohmann::json object{{"soname", entry.sonames}, {"priority", priorities[static_cast<unsigned>(entry.priority)]}};
    if (!entry.feature.empty()) object["feature"] = entry.feature;
    if (!entry.description.empty()) object["description"] = entry.description;
    list.push_back(std::move(object));
  }
  // `replace`: a scenario may hold any bytes; dump() must not throw on them
  const auto text = list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  ElfBytes out(like.wide(), like.big_endian());
  note(out, "FDO", k_dlopen_note_type, text + '\0', 4);
  return out.bytes();
}

std::string isa_note(const ElfBytes& like, std::uint32_t isa_needed) {
  ElfBytes property(like.wide(), like.big_endian());
  property.word(k_property_isa_needed);
  property.word(4);
  property.word(isa_needed);
  property.align(like.address_size());
  ElfBytes out(like.wide(), like.big_endian());
  note(out, "GNU", k_property_note_type, property.bytes(), like.address_size());
  return out.bytes();
}

std::string loader_strings(const model::ElfFacts& facts) {
  if (!facts.loader) return {};
  const auto& loader = *facts.loader;
  std::string out(1, '\0');
  const auto text = [&](std::string_view part) { out.append(part).push_back('\0'); };
  if (loader.family == model::LoaderConstants::Family::musl) {
    std::string list;
    for (const auto& dir : loader.system_dirs) list += (list.empty() ? "" : ":") + dir;
    text(loader.version);
    text(list);
    text(facts.machine == model::k_em_aarch64 ? "%.*s/etc/ld-musl-aarch64.path" : "%.*s/etc/ld-musl-x86_64.path");
    text("/usr/local/bin:/bin:/usr/bin");
    return out;
  }
  for (const auto& dir : loader.system_dirs) text(dir);
  text("list of system directories ends");
  text(loader.lib_token);
  if (loader.confirmed)
    for (const auto& dir : loader.system_dirs) text(dir);
  text("and its second copy");
  if (!loader.cache_path.empty()) text(loader.cache_path);
  text("x86-64-v4:x86-64-v3:x86-64-v2");
  text("/etc/ld.so.preload");
  if (!loader.version.empty()) text("ld.so (elfgate scenario) stable release version " + loader.version + ".\n");
  return out;
}

}  // namespace elfgate::repo::scenario
