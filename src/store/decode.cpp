// FlatBuffers -> PackageFacts. The bytes come from a file that anybody may have damaged, so nothing is read before the verifier
// of FlatBuffers has walked all of it within bounds; what the verifier cannot know (pairs of lists of one length, enumerations)
// is checked here. This is the hot path of a warm run: three hundred thousand ELF files a second, see bench/store_bench.cpp.
#include <flatbuffers/flatbuffers.h>

#include <algorithm>

#include "base/limits.h"
#include "facts_generated.h"
#include "store/codec.h"
#include "store/verified.h"

namespace elfgate::store {

namespace {

namespace fb = flatbuffers;
namespace limits = base::limits;
using Texts = fb::Vector<fb::Offset<fb::String>>;

class Decoder {
 public:
  explicit Decoder(std::size_t encoded) : room_(encoded * limits::k_facts_growth) {}

  model::PackageFacts linkage(const wire::Linkage& in);
  std::vector<std::string> paths(const wire::Paths& in);
  base::Result<void> verdict() const;

 private:
  std::string text(const fb::String* value) {
    return value ? bounded(value->size(), {value->c_str(), value->size()}) : std::string();
  }
  std::optional<std::string> optional(const fb::String* value) {
    if (!value) return std::nullopt;
    return text(value);
  }
  std::vector<std::string> texts(const Texts* values);
  std::string path(const fb::String* dir, const fb::String* name);
  std::string bounded(std::uint64_t size, std::string_view value) { return spend(size) ? std::string(value) : std::string(); }

  template <typename Out, typename Wire, typename Decode>
  std::vector<Out> list(const fb::Vector<fb::Offset<Wire>>* values, Decode decode);

  template <typename Enum>
  Enum one_of(std::uint8_t value, Enum last) {
    if (value > static_cast<std::uint8_t>(last)) valid_ = false;
    return static_cast<Enum>(std::min(value, static_cast<std::uint8_t>(last)));
  }

  bool spend(std::uint64_t bytes) {
    spent_ += std::min(bytes, limits::k_facts_bytes);
    return spent_ <= room_;
  }
  static std::size_t size_of(const auto* vector) { return vector ? vector->size() : 0; }
  bool same_size(std::size_t a, std::size_t b) {
    if (a != b) valid_ = false;
    return a == b;
  }

  void elf(const wire::Elf& in, model::ElfFacts& out);
  model::VersionNeed version_need(const wire::VersionNeed& in);
  model::DlopenNote dlopen_note(const wire::DlopenNote& in);
  model::LoaderConstants loader(const wire::LoaderConstants& in);
  void file(const wire::File& in, model::FileFact& out);
  model::Problem problem(const wire::Problem& in);
  model::Relations relations(const wire::Relations& in);

  std::uint64_t room_;
  std::uint64_t spent_ = 0;
  bool valid_ = true;
};

base::Result<void> Decoder::verdict() const {
  if (!valid_) return base::fail(base::ErrorCode::malformed, "stored facts", "a value is outside of its range");
  if (spent_ > room_) return base::fail(base::ErrorCode::limit, "stored facts", "decoded size exceeds k_facts_growth");
  return {};
}

std::vector<std::string> Decoder::texts(const Texts* values) {
  std::vector<std::string> out;
  if (!values || !spend(values->size() * sizeof(std::string))) return out;
  out.reserve(values->size());
  for (const auto* value : *values) out.push_back(text(value));
  return out;
}

std::string Decoder::path(const fb::String* dir, const fb::String* name) {
  std::string out;
  const std::size_t dir_size = dir ? dir->size() : 0, name_size = name ? name->size() : 0;
  if (!spend(dir_size + name_size)) return out;
  out.reserve(dir_size + name_size);
  if (dir) out.append(dir->c_str(), dir_size);
  if (name) out.append(name->c_str(), name_size);
  return out;
}

template <typename Out, typename Wire, typename Decode>
std::vector<Out> Decoder::list(const fb::Vector<fb::Offset<Wire>>* values, Decode decode) {
  std::vector<Out> out;
  if (!values || !spend(values->size() * sizeof(Out))) return out;
  out.reserve(values->size());
  for (const auto* value : *values) out.push_back(decode(*value));
  return out;
}

model::VersionNeed Decoder::version_need(const wire::VersionNeed& in) {
  model::VersionNeed out;
  out.file = text(in.file());
  out.revision = in.revision();
  if (!same_size(size_of(in.names()), size_of(in.wanted())) || !in.names()) return out;
  if (!spend(in.names()->size() * sizeof(model::VersionWanted))) return out;
  out.versions.reserve(in.names()->size());
  for (fb::uoffset_t i = 0; i < in.names()->size(); ++i) {
    const auto& word = *in.wanted()->Get(i);
    out.versions.push_back({text(in.names()->Get(i)), word.flags(), word.hash()});
  }
  return out;
}

model::DlopenNote Decoder::dlopen_note(const wire::DlopenNote& in) {
  return {texts(in.sonames()), one_of(in.priority(), model::DlopenPriority::suggested), text(in.feature()),
          text(in.description())};
}

model::LoaderConstants Decoder::loader(const wire::LoaderConstants& in) {
  return {one_of(in.family(), model::LoaderConstants::Family::musl),
          texts(in.system_dirs()),
          text(in.lib_token()),
          text(in.cache_path()),
          text(in.version()),
          in.confirmed()};
}

void read_head(const wire::ElfHead& in, model::ElfFacts& out) {
  for (std::uint32_t bit = 0; bit < std::size(k_elf_marks); ++bit) out.*k_elf_marks[bit] = (in.marks() >> bit & 1) != 0;
  out.dt_flags = in.dt_flags();
  out.dt_flags_1 = in.dt_flags_1();
  out.version = in.version();
  out.flags = in.flags();
  out.x86_isa_needed = in.x86_isa_needed();
  out.type = in.type();
  out.machine = in.machine();
  out.elf_class = in.elf_class();
  out.data = in.data();
  out.ident_version = in.ident_version();
  out.osabi = in.osabi();
  out.abi_version = in.abi_version();
}

void Decoder::elf(const wire::Elf& in, model::ElfFacts& out) {
  read_head(*in.head(), out);
  out.exec_stack = one_of(in.head()->exec_stack(), model::ExecStack::yes);
  if (const auto* names = in.edge_names(); names && spend(names->size() * sizeof(model::DynamicEdge))) {
    const auto* kinds = in.edge_kinds();
    if (kinds && !same_size(kinds->size(), names->size())) return;
    out.edges.reserve(names->size());
    for (fb::uoffset_t i = 0; i < names->size(); ++i)
      out.edges.push_back({one_of(kinds ? kinds->Get(i) : std::uint8_t{0}, model::EdgeKind::auxiliary), text(names->Get(i))});
  }
  out.interp = optional(in.interp());
  out.soname = optional(in.soname());
  out.rpath = optional(in.rpath());
  out.runpath = optional(in.runpath());
  out.audit = text(in.audit());
  out.depaudit = text(in.depaudit());
  if (!same_size(size_of(in.defined_names()), size_of(in.defined()))) return;
  if (const auto* names = in.defined_names(); names && spend(names->size() * sizeof(model::VersionDefinition))) {
    out.defined_versions.reserve(names->size());
    for (fb::uoffset_t i = 0; i < names->size(); ++i) {
      const auto& word = *in.defined()->Get(i);
      out.defined_versions.push_back({text(names->Get(i)), word.flags(), word.hash(), word.revision()});
    }
  }
  out.needed_versions = list<model::VersionNeed>(in.needed_versions(), [&](const auto& need) { return version_need(need); });
  out.dlopen_notes = list<model::DlopenNote>(in.dlopen_notes(), [&](const auto& note) { return dlopen_note(note); });
  if (in.loader()) out.loader = loader(*in.loader());
}

// In place: a fact is large, and to move it costs as much as to make it.
void Decoder::file(const wire::File& in, model::FileFact& out) {
  out.path = path(in.dir(), in.name());
  out.mode = in.head()->mode();
  out.uid = in.head()->uid();
  out.gid = in.head()->gid();
  out.size = in.head()->size();
  out.content = one_of(in.head()->content(), model::FileContent::broken_elf);
  out.has_capabilities = in.head()->has_capabilities();
  out.interpreter = text(in.interpreter());
  out.content_digest = text(in.content_digest());
  if (in.elf()) elf(*in.elf(), out.elf);
}

model::Problem Decoder::problem(const wire::Problem& in) {
  model::Problem out;
  out.kind = one_of(in.kind(), model::Problem::Kind::note);
  out.path = text(in.path());
  out.rule = text(in.rule());
  out.error.code = one_of(in.code(), base::ErrorCode::internal);
  out.error.subject = text(in.subject());
  if (in.offset()) out.error.offset = *in.offset();
  out.error.detail = text(in.detail());
  return out;
}

model::Relations Decoder::relations(const wire::Relations& in) {
  return {texts(in.depends()),  texts(in.provides()),   texts(in.conflicts()), texts(in.install_if()),
          texts(in.replaces()), in.provider_priority(), in.replaces_priority()};
}

model::PackageFacts Decoder::linkage(const wire::Linkage& in) {
  model::PackageFacts out;
  out.name = text(in.name());
  out.version = text(in.version());
  out.arch = text(in.arch());
  out.origin = text(in.origin());
  out.multi_arch = text(in.multi_arch());
  out.relations = relations(*in.relations());
  out.vendored = texts(in.vendored());
  if (const auto* files = in.files(); files && spend(files->size() * sizeof(model::FileFact))) {
    out.files.reserve(files->size());
    for (const auto* fact : *files) file(*fact, out.files.emplace_back());
  }
  out.symlinks = list<model::SymlinkFact>(in.symlinks(), [&](const auto& fact) {
    return model::SymlinkFact{path(fact.dir(), fact.name()), text(fact.target())};
  });
  out.hard_links = list<model::HardLinkFact>(in.hard_links(), [&](const auto& fact) {
    return model::HardLinkFact{path(fact.dir(), fact.name()), text(fact.target())};
  });
  out.directories = texts(in.directories());
  out.confs = list<model::ConfFact>(in.confs(), [&](const auto& fact) {
    return model::ConfFact{text(fact.path()), text(fact.content())};
  });
  out.install_links = list<model::InstallTimeLink>(in.install_links(), [&](const auto& fact) {
    return model::InstallTimeLink{text(fact.path()), text(fact.target()), fact.priority(), text(fact.script())};
  });
  out.pkg_configs = list<model::PkgConfigFact>(in.pkg_configs(), [&](const auto& fact) {
    return model::PkgConfigFact{text(fact.path()), text(fact.version()), texts(fact.requires_())};
  });
  out.scripts = texts(in.scripts());
  out.problems = list<model::Problem>(in.problems(), [&](const auto& fact) { return problem(fact); });
  return out;
}

std::vector<std::string> Decoder::paths(const wire::Paths& in) {
  std::vector<std::string> out;
  if (!in.runs()) return out;
  for (const auto* run : *in.runs()) {
    if (!run->names() || !spend(run->names()->size() * sizeof(std::string))) continue;
    for (const auto* name : *run->names()) out.push_back(path(run->dir(), name));
  }
  return out;
}

constexpr BufferBounds k_bounds{limits::k_facts_bytes, "k_facts_bytes", limits::k_facts_tables};

}  // namespace

base::Result<model::PackageFacts> decode_linkage(base::Bytes encoded) {
  ELFGATE_TRY_ASSIGN(const auto* root, verified<wire::Linkage>(encoded, "stored facts", k_bounds));
  Decoder decoder(encoded.size());
  auto facts = decoder.linkage(*root);
  ELFGATE_TRY(decoder.verdict());
  return facts;
}

base::Result<std::vector<std::string>> decode_paths(base::Bytes encoded) {
  ELFGATE_TRY_ASSIGN(const auto* root, verified<wire::Paths>(encoded, "stored facts", k_bounds));
  Decoder decoder(encoded.size());
  auto paths = decoder.paths(*root);
  ELFGATE_TRY(decoder.verdict());
  return paths;
}

base::Result<void> visit_paths(base::Bytes encoded, const std::function<void(std::string_view, std::string_view)>& visit) {
  ELFGATE_TRY_ASSIGN(const auto* root, verified<wire::Paths>(encoded, "stored facts", k_bounds));
  if (!root->runs()) return {};
  for (const auto* run : *root->runs()) {
    if (!run->names()) continue;
    std::string_view dir = run->dir() ? run->dir()->string_view() : std::string_view();
    if (dir.size() > 1 && dir.ends_with('/')) dir.remove_suffix(1);
    for (const auto* name : *run->names()) visit(dir, name->string_view());
  }
  return {};
}

}  // namespace elfgate::store
