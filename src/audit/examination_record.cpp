#include "audit/examination_record.h"

#include <algorithm>
#include <map>
#include <optional>

namespace elfgate::audit {

namespace {

constexpr unsigned k_varint_bits = 7;

/// A file as its record names it.
struct PortableFile {
  std::uint64_t member = 0;  ///< position among the members, from 1; 0: no file
  std::uint64_t item = 0;
};

// Run-local ids <-> positions among the members of one installation.
class Members {
 public:
  Members(const World& world, const std::vector<PackageId>& ids) : world_(world), ids_(ids) {
    for (std::size_t i = 0; i < ids.size(); ++i) positions_.emplace(ids[i], i + 1);
  }

  std::optional<std::uint64_t> position(PackageId id) const {
    if (id == PackageId::none) return 0;
    const auto found = positions_.find(id);
    return found == positions_.end() ? std::nullopt : std::optional<std::uint64_t>(found->second);
  }
  std::optional<PortableFile> position(FileId id) const {
    if (id == FileId::none) return PortableFile{};
    const auto owner = world_.index->file(id).package;
    const auto member = position(owner);
    if (!member) return std::nullopt;
    return PortableFile{*member, static_cast<std::uint32_t>(id) - static_cast<std::uint32_t>(world_.index->file_id(owner, 0))};
  }

  std::optional<PackageId> package(std::uint64_t position) const {
    if (position == 0) return PackageId::none;
    if (position > ids_.size()) return std::nullopt;
    return ids_[position - 1];
  }
  std::optional<FileId> file(const PortableFile& place) const {
    if (place.member == 0) return FileId::none;
    const auto owner = package(place.member);
    const auto* facts = owner ? world_.index->facts(*owner) : nullptr;
    if (!facts || place.item >= facts->files.size()) return std::nullopt;
    return world_.index->file_id(*owner, static_cast<std::uint32_t>(place.item));
  }

 private:
  const World& world_;
  const std::vector<PackageId>& ids_;
  std::map<PackageId, std::uint64_t> positions_;
};

// Values to bytes. Numbers have seven bits a byte, low ones first; texts follow their length.
class Writer {
 public:
  explicit Writer(const Members& members) : members_(members) {}
  bool complete() const { return complete_; }
  std::string take() { return std::move(bytes_); }

  void operator()(const std::string& text) {
    number(text.size());
    bytes_ += text;
  }
  void operator()(bool value) { number(value ? 1 : 0); }
  void operator()(std::uint32_t value) { number(value); }
  void operator()(std::uint64_t value) { number(value); }
  void operator()(PackageId id) {
    const auto position = members_.position(id);
    complete_ = complete_ && position.has_value();
    number(position.value_or(0));
  }
  void operator()(FileId id) {
    const auto place = members_.position(id);
    complete_ = complete_ && place.has_value();
    number(place ? place->member : 0);
    if (place && place->member != 0) number(place->item);
  }
  template <typename Enum>
  void operator()(Enum value, Enum) {
    number(static_cast<std::uint64_t>(value));
  }
  template <typename T, typename Each>
  void list(const std::vector<T>& values, Each each) {
    number(values.size());
    for (const auto& value : values) each(*this, value);
  }

 private:
  void number(std::uint64_t value) {
    for (; value >> k_varint_bits != 0; value >>= k_varint_bits) bytes_ += static_cast<char>((value & 0x7F) | 0x80);
    bytes_ += static_cast<char>(value);
  }

  const Members& members_;
  std::string bytes_;
  bool complete_ = true;
};

// Files as a record names them, numbered as they come.
class Places {
 public:
  explicit Places(std::size_t members) : members_(members) {}

  std::optional<PackageId> package(std::uint64_t position) const {
    if (position == 0) return PackageId::none;
    if (position > members_) return std::nullopt;
    return static_cast<PackageId>(position - 1);
  }
  std::optional<FileId> file(const PortableFile& place) {
    if (place.member == 0) return FileId::none;
    if (place.member > members_) return std::nullopt;
    seen_.push_back(place);
    return static_cast<FileId>(seen_.size() - 1);
  }
  const PortableFile& at(FileId id) const { return seen_[static_cast<std::uint32_t>(id)]; }

 private:
  std::size_t members_;
  std::vector<PortableFile> seen_;
};

// The same values back, from bytes that anybody may have damaged. WHERE: what a package and a file of the record are here.
template <typename Where>
class Reader {
 public:
  Reader(Where& where, std::string_view bytes) : where_(where), rest_(bytes) {}
  bool finished() const { return good_ && rest_.empty(); }

  void operator()(std::string& text) {
    const auto size = number();
    if (size > rest_.size()) return fail();
    text.assign(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }
  void operator()(bool& value) { value = number() != 0; }
  void operator()(std::uint32_t& value) { value = static_cast<std::uint32_t>(number()); }
  void operator()(std::uint64_t& value) { value = number(); }
  void operator()(PackageId& id) { take(where_.package(number()), id); }
  void operator()(FileId& id) {
    PortableFile place{number(), 0};
    if (place.member != 0) place.item = number();
    take(where_.file(place), id);
  }
  template <typename Enum>
  void operator()(Enum& value, Enum last) {
    const auto read = number();
    if (read > static_cast<std::uint64_t>(last)) return fail();
    value = static_cast<Enum>(read);
  }
  template <typename T, typename Each>
  void list(std::vector<T>& values, Each each) {
    const auto count = number();
    if (count > rest_.size()) return fail();  // an element has a byte at least
    values.reserve(count);
    for (std::uint64_t i = 0; i < count && good_; ++i) each(*this, values.emplace_back());
  }

 private:
  template <typename T>
  void take(const std::optional<T>& found, T& out) {
    if (found)
      out = *found;
    else
      fail();
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; good_ && shift < 64; shift += k_varint_bits) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if ((byte & 0x80) == 0) return value;
    }
    fail();
    return 0;
  }
  void fail() {
    good_ = false;
    rest_ = {};
  }

  Where& where_;
  std::string_view rest_;
  bool good_ = true;
};

// One list of fields for both directions; `f` is const when it is written.
constexpr auto k_texts = [](auto& io, auto& text) { io(text); };

constexpr auto k_edge_failure = [](auto& io, auto& f) {
  io(f.object), io(f.needed), io(f.kind, model::EdgeKind::auxiliary), io(f.refusal, model::Refusal::damaged_cache);
  io(f.refused_path), io.list(f.searched, k_texts), io(f.program), io(f.program_path), io(f.fatal), io(f.loader);
};
constexpr auto k_reached = [](auto& io, auto& r) { io(r.first), io(r.second); };
constexpr auto k_version_failure = [](auto& io, auto& f) {
  io(f.object), io(f.provider), io(f.file), io(f.version), io(f.kind, model::VersionProblem::Kind::relr);
  io(f.program), io(f.program_path);
};
constexpr auto k_interpreter_failure = [](auto& io, auto& f) { io(f.program), io(f.path), io(f.interp), io(f.why); };
constexpr auto k_two_versions = [](auto& io, auto& t) {
  io(t.program_path), io(t.program), io(t.first), io(t.second), io(t.stem);
  io.list(t.first_chain, k_texts), io.list(t.second_chain, k_texts), io(t.alone);
};
constexpr auto k_conditional = [](auto& io, auto& c) {
  io(c.kind, ConditionalEdge::Kind::by_chance), io(c.object), io(c.needed), io(c.link), io(c.target), io(c.maker);
};
constexpr auto k_dlopen = [](auto& io, auto& d) {
  io(d.object), io.list(d.sonames, k_texts), io(d.priority, model::DlopenPriority::suggested), io(d.feature);
};
constexpr auto k_audit_module = [](auto& io, auto& a) { io(a.program), io(a.name); };
constexpr auto k_dangling = [](auto& io, auto& d) { io(d.path), io(d.target); };
constexpr auto k_script = [](auto& io, auto& s) { io(s.path), io(s.interpreter); };
constexpr auto k_shadow = [](auto& io, auto& s) { io(s.kind, Shadow::Kind::conflict), io(s.name), io(s.own), io(s.other); };
constexpr auto k_anywhere = [](auto& io, auto& a) { io(a.first), io(a.second); };
constexpr auto k_by_host = [](auto& io, auto& h) { io(h.first), io(h.second); };

template <typename Io, typename Ex>
void pass(Io& io, Ex& e) {
  io.list(e.anywhere, k_anywhere);
  io.list(e.in_programs, k_edge_failure), io.list(e.reached, k_reached), io.list(e.alone, k_edge_failure);
  io.list(e.resolved_by_host, k_by_host), io.list(e.versions, k_version_failure);
  io.list(e.interpreters, k_interpreter_failure), io.list(e.two_versions, k_two_versions);
  io.list(e.conditional, k_conditional), io.list(e.dlopens, k_dlopen), io.list(e.audit_modules, k_audit_module),
      io.list(e.dangling, k_dangling);
  io.list(e.scripts, k_script), io.list(e.shadows, k_shadow);
  io.list(e.made_links, k_texts), io.list(e.public_dirs, k_texts);
  io(e.elf_files), io(e.programs), io(e.static_programs), io(e.libraries), io(e.edges), io(e.foreign), io(e.host_provided);
}

}  // namespace

std::string pack(const World& world, const std::vector<PackageId>& members, const Examination& examination) {
  const Members known(world, members);
  Writer writer(known);
  pass(writer, examination);
  return writer.complete() ? writer.take() : std::string();
}

bool unpack(const World& world, const std::vector<PackageId>& members, std::string_view record, Examination& out) {
  const Members known(world, members);
  Reader<const Members> reader(known, record);
  pass(reader, out);
  if (!reader.finished()) return false;
  for (const auto& [name, found] : out.anywhere)
    if (world.index->has_name(name) != found) return false;
  std::sort(out.reached.begin(), out.reached.end());
  return true;
}

bool read_footprint(std::string_view record, std::size_t members, Footprint& out) {
  Places places(members);
  Reader<Places> reader(places, record);
  pass(reader, out.counted);
  if (!reader.finished()) return false;
  for (const auto& [file, programs] : out.counted.reached) {
    if (file == FileId::none) return false;
    const auto& place = places.at(file);
    out.reached.push_back({place.member - 1, place.item, programs});
  }
  return true;
}

}  // namespace elfgate::audit
