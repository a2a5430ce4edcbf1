#include "audit/examination.h"

#include <algorithm>
#include <map>
#include <set>

#include "audit/conditions.h"
#include "audit/shadows.h"
#include "audit/stage.h"
#include "base/text.h"
#include "base/vpath.h"
#include "model/audit_modules.h"
#include "model/library_name.h"

namespace elfgate::audit {

namespace {

using loader::EntryKind;
using model::FileContent;
using model::FileFact;
using model::LinkMap;

enum class Role { program, library, static_program, other };

// R8.2: what a file is to a loader.
Role role_of(const FileFact& file) {
  const auto& elf = file.elf;
  if (file.content != FileContent::elf || (elf.type != model::k_et_dyn && elf.type != model::k_et_exec)) return Role::other;
  if (base::is_below(file.path, "/usr/lib/debug")) return Role::other;
  const bool executable = elf.type == model::k_et_exec || elf.is_pie();
  if (!elf.interp) return executable ? Role::static_program : elf.has_dynamic ? Role::library : Role::other;
  return !executable && elf.soname ? Role::library : Role::program;
}

bool in_command_directory(std::string_view path) {
  const auto dir = base::dirname(path);
  for (const std::string_view known : {"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"})
    if (dir == known) return true;
  return false;
}

// Examines one package on the stage of its closure, file after file.
class Examiner {
 public:
  Examiner(const World& world, Stage& stage, std::set<PackageId> by_chance, Examination& out)
      : world_(world), stage_(stage), out_(out), chance_(std::move(by_chance)) {}

  void examine_file(const FileFact& file, FileId id) {
    if (file.content != FileContent::elf) return;
    ++out_.elf_files;
    switch (role_of(file)) {
      case Role::program: examine_program(file, id); break;
      case Role::library: examine_library(file, id); break;
      case Role::static_program: ++out_.static_programs; break;
      case Role::other: break;
    }
    for (const auto& note : file.elf.dlopen_notes) examine_dlopen(file, id, note);
  }

  void examine_link(const model::SymlinkFact& link) {
    if (is_install_time_product(link.target) || base::is_below(link.path, "/usr/share/doc")) return;
    const auto walked = stage_.walk().resolve(link.path);
    if (walked.error != loader::WalkError::none || walked.entry.kind == EntryKind::absent)
      out_.dangling.push_back({link.path, link.target});
  }

  void examine_script(const FileFact& file) {
    if (file.content != FileContent::script || (file.mode & 0111) == 0 || base::is_below(file.path, "/usr/share/doc")) return;
    if (file.interpreter.empty() || file.interpreter.front() != '/') return;
    const auto& known = world_.habits->profile.interpreters;
    if (std::find(known.begin(), known.end(), file.interpreter) != known.end()) return;
    const auto walked = stage_.walk().resolve(file.interpreter);
    if (walked.error != loader::WalkError::none || walked.entry.kind == EntryKind::absent)
      out_.scripts.push_back({file.path, file.interpreter});
  }

  // Where the loader looks without being told: what makes a library public.
  void find_public_dirs() {
    const auto& setup = stage_.setup_for_library(world_.habits->machine, world_.habits->elf_class);
    if (!setup.detected.loader) return;
    std::vector<std::string> dirs = setup.detected.settings.system_dirs;
    if (setup.detected.settings.cache) {
      const auto conf = loader::conf_directories(stage_.walk(), setup.detected.settings.glibc_minor);
      dirs.insert(dirs.end(), conf.begin(), conf.end());
      dirs.insert(dirs.end(), setup.detected.ldconfig_dirs.begin(), setup.detected.ldconfig_dirs.end());
      for (const auto& link : setup.detected.settings.cache->links)
        if (is_own_soname(base::basename(link.path))) out_.made_links.push_back(link.path);
    }
    for (const auto& dir : dirs) {
      const auto walked = stage_.walk().resolve(dir);
      if (walked.error != loader::WalkError::none) continue;
      if (std::find(out_.public_dirs.begin(), out_.public_dirs.end(), walked.real) == out_.public_dirs.end())
        out_.public_dirs.push_back(walked.real);
    }
  }

  void finish() {
    out_.reached.assign(reached_.begin(), reached_.end());
    out_.anywhere.assign(anywhere_.begin(), anywhere_.end());
  }

 private:
  static bool is_install_time_product(std::string_view target) {
    for (const std::string_view place : {"/etc/alternatives", "/etc/localtime", "/etc/mtab", "/etc/resolv.conf",
                                         "/etc/ssl/certs", "/proc", "/dev", "/run", "/var"})
      if (base::is_below(target, place)) return true;
    return false;
  }

  bool is_own_soname(std::string_view name) const {
    const auto ids = world_.index->with_soname(name);
    return std::any_of(ids.begin(), ids.end(), [&](FileId id) { return world_.index->file(id).package == out_.package; });
  }

  bool is_foreign(const FileFact& file) const {
    return world_.habits->machine != 0 &&
           (file.elf.machine != world_.habits->machine || file.elf.elf_class != world_.habits->elf_class);
  }

  // Whether the kernel could start INTERP for this file (R8.1); the reason when it could not.
  std::string interpreter_fault(const FileFact& file) {
    const auto walked = stage_.walk().resolve(*file.elf.interp);
    const auto* fact = walked.entry.fact;
    if (walked.error == loader::WalkError::link_loop) return "its path loops through symbolic links";
    if (walked.error != loader::WalkError::none || walked.entry.kind == EntryKind::absent) return "it is not in the closure";
    if (walked.entry.kind != EntryKind::regular) return "it is not a regular file";
    if (!fact || fact->content != FileContent::elf) return "it is not an ELF file";
    if (fact->elf.machine != file.elf.machine || fact->elf.elf_class != file.elf.elf_class)
      return "it is for " + machine_name(fact->elf.machine) + ", the program for " + machine_name(file.elf.machine);
    if ((fact->mode & 0111) == 0) return "it is not executable";
    return {};
  }

  // The one question that goes beyond the closure; its answer is kept with the examination.
  bool is_anywhere(std::string_view name) {
    const bool found = world_.index->has_name(name);
    anywhere_.emplace(name, found);
    return found;
  }

  // Binaries for another system, shipped on purpose: Android, musl in a glibc distribution and so on (findings.md, case 19).
  bool is_foreign_interpreter(const FileFact& file) {
    const auto name = base::basename(*file.elf.interp);
    if (is_anywhere(name)) return false;
    if (is_foreign(file)) return !in_command_directory(file.path);
    const bool musl = name.starts_with("ld-musl-");
    const bool glibc = name.starts_with("ld-linux") || name.starts_with("ld64.so") || name == "ld.so.1";
    return world_.habits->profile.musl ? !musl : !glibc;
  }

  void examine_program(const FileFact& file, FileId id) {
    const auto fault = interpreter_fault(file);
    if (!fault.empty()) {
      if (is_foreign_interpreter(file))
        ++out_.foreign;
      else
        out_.interpreters.push_back({id, file.path, *file.elf.interp, fault});
      return;
    }
    const auto& setup = stage_.setup_for(*file.elf.interp, file.elf.machine, file.elf.elf_class);
    if (!setup.detected.loader) {
      ++out_.foreign;
      return;
    }
    ++out_.programs;
    const auto map = stage_.start(setup, file.path);
    take_map(map, setup, id, file.path, out_.in_programs);
    std::set<FileId> loaded;
    if (map.status != model::LinkStatus::fatal)
      for (std::size_t i = 1; i < map.objects.size(); ++i)
        if (map.objects[i].file != FileId::none) loaded.insert(map.objects[i].file);
    for (const auto object : loaded) ++reached_[object];
    examine_audit_modules(file, id, setup);
  }

  // R10.4: opened on behalf of the program, and no start fails for want of one. What a privileged program takes is its own
  // affair.
  void examine_audit_modules(const FileFact& file, FileId id, const Stage::Setup& setup) {
    if (world_.habits->profile.musl || loader::is_secure(file)) return;
    for (const auto& name : model::audit_modules_of(file.elf))
      if (!is_host_provided(world_, name) && !preloads(setup, file.path, name)) out_.audit_modules.push_back({id, name});
  }

  // R2.9: a preload has the main program as requester, so starting the object with the name preloaded asks what it can open.
  bool preloads(const Stage::Setup& setup, const std::string& path, const std::string& name) {
    const auto map = stage_.start(setup, path, {name});
    return std::any_of(map.objects.begin(), map.objects.end(),
                       [](const auto& object) { return object.how == model::Found::preload; });
  }

  // A library built for another C library: Android's, or musl's in a glibc distribution and the other way round.
  bool is_of_foreign_libc(const FileFact& file) {
    return std::any_of(file.elf.edges.begin(), file.elf.edges.end(), [&](const auto& edge) {
      const auto& name = edge.name;
      const bool foreign =
          name == "liblog.so" || name == "libandroid.so" || name.starts_with("ld-android") ||
          (world_.habits->profile.musl ? name.starts_with("ld-linux") : name.starts_with("libc.musl-") || name == "libc.so");
      return foreign && !is_anywhere(name);
    });
  }

  void examine_library(const FileFact& file, FileId id) {
    if (is_foreign(file) || is_of_foreign_libc(file)) {
      ++out_.foreign;
      return;
    }
    if (file.elf.loader) return;  // the dynamic linker itself
    ++out_.libraries;
    const auto& setup = stage_.setup_for_library(file.elf.machine, file.elf.elf_class);
    if (!setup.detected.loader) return;
    const auto map = stage_.start(setup, file.path);
    const auto before = out_.alone.size();
    take_map(map, setup, id, file.path, out_.alone);
    if (out_.alone.size() > before) try_host_processes(file, id);
  }

  // Idea 4: the object is judged where it is really loaded.
  void try_host_processes(const FileFact& file, FileId id) {
    for (const auto& host : world_.habits->profile.host_processes) {
      if (!base::matches_pattern(host.objects, file.path)) continue;
      for (const auto member : stage_.view().members())
        if (const auto* facts = world_.index->facts(member))
          for (const auto& program : facts->files)
            if (is_host(host, program) && resolves_in(host, program, file.path)) {
              out_.resolved_by_host.emplace_back(id, host.what + " of " + program.path);
              return;
            }
    }
  }

  static bool is_host(const HostProcess& host, const FileFact& program) {
    return role_of(program) == Role::program &&
           std::any_of(host.programs.begin(), host.programs.end(),
                       [&](const auto& pattern) { return base::matches_pattern(pattern, program.path); });
  }

  bool resolves_in(const HostProcess& host, const FileFact& program, const std::string& object) {
    const auto& setup = stage_.setup_for(*program.elf.interp, program.elf.machine, program.elf.elf_class);
    if (!setup.detected.loader) return false;
    std::vector<std::string> opened;
    for (const auto& first : host.loads_first) {
      const auto walked = stage_.walk().resolve(first, base::dirname(program.path));
      if (walked.error == loader::WalkError::none && walked.entry.fact) opened.push_back(walked.real);
    }
    opened.push_back(object);
    return stage_.start(setup, program.path, {}, std::move(opened)).status == model::LinkStatus::ok;
  }

  void take_map(const LinkMap& map, const Stage::Setup& setup, FileId program, const std::string& path,
                std::vector<EdgeFailure>& failures) {
    const bool counts = &failures == &out_.in_programs;
    for (std::size_t e = 0; e < map.edges.size(); ++e) {
      const auto& edge = map.edges[e];
      if (edge.from == 0 && edge.kind == model::EdgeKind::needed) ++out_.edges;
      const bool fatal = e == map.fatal_edge;
      if ((edge.to != model::k_no_object || edge.kind == model::EdgeKind::auxiliary) && !fatal) continue;
      const auto object = map.objects[edge.from].file;
      if (is_relative(edge.name) || may_be_missing(object, edge.name)) continue;
      failures.push_back({object == FileId::none ? program : object, edge.name, edge.kind, edge.refusal, edge.refused_path,
                          edge.searched, program, path, fatal, setup.detected.loader->name});
    }
    for (const auto& problem : map.versions) take_version(map, problem, program, path);
    find_two_versions(map, program, path, !counts);
    std::vector<ConditionalEdge> conditional;
    if (map.uses_install_time_link) find_install_links(world_, stage_, map, conditional);
    if (map.depends_on_cpu_level) find_cpu_levels(stage_, setup, path, map, conditional);
    if (!chance_.empty()) find_chance(world_, out_.package, map, chance_, conditional);
    drop_found_on_a_level(conditional, failures);
    add_conditional(std::move(conditional));
  }

  // R1.8: what a relative name opens depends on the working directory; rule cwd-dependent says so.
  static bool is_relative(const std::string& name) { return name.find('/') != std::string::npos && name.front() != '/'; }

  // What some CPU level finds is a matter of that level (R4.5), not a missing library.
  void drop_found_on_a_level(const std::vector<ConditionalEdge>& conditional, std::vector<EdgeFailure>& failures) const {
    std::erase_if(failures, [&](const auto& failure) {
      return std::any_of(conditional.begin(), conditional.end(), [&](const auto& c) {
        return c.kind == ConditionalEdge::Kind::cpu_level && c.object == failure.object && c.needed == failure.needed;
      });
    });
  }

  bool may_be_missing(FileId object, const std::string& name) {
    if (is_host_provided(world_, name)) {
      ++out_.host_provided;
      return true;
    }
    if (world_.habits->policy.optional.empty() || object == FileId::none) return false;
    const auto asks = world_.index->file(object);
    return is_optional(world_, world_.index->package(asks.package).name, asks.fact->path, name);
  }

  void take_version(const LinkMap& map, const model::VersionProblem& problem, FileId program, const std::string& path) {
    if (!problem.fatal()) return;
    const auto provider = problem.provider == model::k_no_object ? FileId::none : map.objects[problem.provider].file;
    const auto object = map.objects[problem.from].file;
    out_.versions.push_back(
        {object == FileId::none ? program : object, provider, problem.file, problem.version, problem.kind, program, path});
  }

  static std::vector<std::string> chain_to(const LinkMap& map, std::uint32_t object) {
    std::vector<std::string> chain;
    for (; object != model::k_no_object && chain.size() < map.objects.size(); object = map.objects[object].loader)
      chain.push_back(map.objects[object].path);
    std::reverse(chain.begin(), chain.end());
    return chain;
  }

  void find_two_versions(const LinkMap& map, FileId program, const std::string& path, bool alone) {
    std::map<std::string, std::uint32_t> by_stem;
    for (std::uint32_t i = 1; i < map.objects.size(); ++i) {
      const auto& object = map.objects[i];
      if (object.file == FileId::none) continue;
      const auto& elf = world_.index->file(object.file).fact->elf;
      const std::string name = elf.soname ? *elf.soname : std::string(base::basename(object.path));
      if (!model::has_library_version(name)) continue;
      const auto [first, fresh] = by_stem.emplace(model::library_stem(name), i);
      if (fresh || map.objects[first->second].file == object.file) continue;
      out_.two_versions.push_back({path, program, map.objects[first->second].real, object.real, first->first,
                                   chain_to(map, first->second), chain_to(map, i), alone});
    }
  }

  void add_conditional(std::vector<ConditionalEdge> found) {
    for (auto& edge : found)
      if (conditional_seen_.emplace(edge.kind, edge.object, edge.needed).second) out_.conditional.push_back(std::move(edge));
  }

  // R13.3: each alternative as dlopen(name) by this object.
  void examine_dlopen(const FileFact& file, FileId id, const model::DlopenNote& note) {
    if (is_foreign(file)) return;
    const auto& setup = file.elf.interp ? stage_.setup_for(*file.elf.interp, file.elf.machine, file.elf.elf_class)
                                        : stage_.setup_for_library(file.elf.machine, file.elf.elf_class);
    if (!setup.detected.loader) return;
    for (const auto& soname : note.sonames) {
      if (is_host_provided(world_, soname) || preloads(setup, file.path, soname)) return;
    }
    out_.dlopens.push_back({id, note.sonames, note.priority, note.feature});
  }

  const World& world_;
  Stage& stage_;
  Examination& out_;
  std::map<FileId, std::uint32_t> reached_;
  std::map<std::string, bool, std::less<>> anywhere_;
  std::set<PackageId> chance_;
  std::set<std::tuple<ConditionalEdge::Kind, FileId, std::string>> conditional_seen_;
};

}  // namespace

std::vector<PackageId> member_ids(const model::Closure& closure) {
  std::vector<PackageId> ids;
  ids.reserve(closure.members.size());
  for (const auto& member : closure.members) ids.push_back(member.package);
  return ids;
}

std::vector<PackageId> members_of(const model::Closure& closure, PackageId package) {
  auto members = member_ids(closure);
  if (std::find(members.begin(), members.end(), package) == members.end()) members.push_back(package);
  return members;
}

Installation install(const World& world, PackageId package) {
  Installation out;
  out.package = package;
  out.closure = world.closures->install({world.habits->base, {}, {package}});
  out.members = members_of(out.closure, package);
  out.by_chance = members_by_chance(world, package, out.closure);
  return out;
}

Examination begin_examination(const World& world, Installation&& installation) {
  Examination out;
  out.package = installation.package;
  out.closure = std::move(installation.closure);
  out.partial = !out.closure.ok();
  out.uncertain = std::any_of(installation.members.begin(), installation.members.end(),
                              [&](PackageId m) { return world.habits->unreadable.contains(m); });
  return out;
}

Examination examine(const World& world, Installation installation) {
  auto members = installation.members;
  auto by_chance = std::move(installation.by_chance);
  auto out = begin_examination(world, std::move(installation));
  const auto* facts = world.index->facts(out.package);
  if (!facts || (facts->files.empty() && facts->symlinks.empty())) return out;
  Stage stage(world, std::move(members));
  Examiner examiner(world, stage, std::move(by_chance), out);
  for (std::uint32_t i = 0; i < facts->files.size(); ++i)
    examiner.examine_file(facts->files[i], world.index->file_id(out.package, i));
  for (const auto& link : facts->symlinks) examiner.examine_link(link);
  for (const auto& file : facts->files) examiner.examine_script(file);
  examiner.find_public_dirs();
  examiner.finish();
  out.shadows = find_shadows(world, stage, out.package, out.public_dirs);
  return out;
}

}  // namespace elfgate::audit
