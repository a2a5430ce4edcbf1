#include "engine/query.h"

#include <algorithm>
#include <set>

#include "audit/provider_choice.h"
#include "base/byte_source.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "engine/builders.h"
#include "engine/facts_on_demand.h"
#include "engine/partial.h"
#include "model/audit_modules.h"
#include "store/terms.h"

namespace elfgate::engine {

namespace {

using model::PackageId;

model::ClosureAnswer answer_of(const model::Closure& closure, const model::PackageList& packages) {
  model::ClosureAnswer answer;
  answer.failure = closure.failure;
  answer.chain = closure.chain;
  answer.candidates = closure.candidates;
  answer.order_dependent = closure.order_dependent;
  for (const auto& member : closure.members) {
    const auto& ref = packages[model::to_index(member.package)];
    answer.packages.push_back({ref.name, ref.version, member.why});
  }
  return answer;
}

base::Result<std::vector<std::string>> base_world(const RepositoryOptions& options, const Listed& listed) {
  if (options.base) return *options.base;
  if (!options.policy_path.empty()) {
    ELFGATE_TRY_ASSIGN(const auto text, base::read_file(options.policy_path, base::limits::k_conf_bytes, "policy file"));
    ELFGATE_TRY_ASSIGN(const auto policy, audit::parse_policy(text, options.policy_path));
    if (policy.base) return *policy.base;
  }
  return audit::profile_named(options.profile.empty() ? listed.profile : options.profile).base;
}

// D2: what a tag means depends on the tags of repositories, and sources have none.
base::Result<void> refuse_tags(const std::vector<std::string>& words) {
  for (const auto& word : words)
    if (name_of_word(word).find('@') != std::string::npos)
      return base::fail(
          base::ErrorCode::usage, word,
          "tags and pinning are not supported: give the tagged repository as a source (--layer) and leave out the tag");
  return {};
}

bool gives(const model::PackageRef& package, const std::string& name) {
  const auto& provides = package.relations.provides;
  return package.name == name ||
         std::any_of(provides.begin(), provides.end(), [&](const auto& item) { return name_of_word(item) == name; });
}

// What NAME may be a slip for: names and provides; sonames with and without their prefix.
void add_names(const model::PackageRef& package, const std::string& name, std::vector<std::string>& names) {
  names.push_back(package.name);
  for (const auto& item : package.relations.provides) {
    names.push_back(name_of_word(item));
    if (!name.starts_with("so:") && item.starts_with("so:")) names.back().erase(0, 3);
  }
}

std::string nearest_of(std::vector<std::string> names, const std::string& name) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::erase(names, name);
  return base::nearest(name, names);
}

// One architecture of a repository whose packages nobody else asks for.
struct ArchPackages {
  std::string arch;
  model::PackageList packages;
};

std::vector<ArchPackages> split(const Listed& listed) {
  std::vector<ArchPackages> split;
  for (const auto& arch : listed.arches) split.push_back({arch, {}});
  for (const auto& package : listed.packages)
    for (auto& [arch, packages] : split) {
      if (package.ref->arch == "noarch") packages.push_back(package.ref);
      if (package.ref->arch != arch) continue;
      packages.push_back(package.ref);
      break;
    }
  return split;
}

// A name that nobody has: who has it elsewhere, and what it may be a slip for.
void add_hints(const std::vector<ArchPackages>& all, model::ClosureAnswer& answer) {
  if (answer.failure != model::ClosureFailure::no_such_package || answer.chain.empty()) return;
  const auto name = name_of_word(answer.chain.back());
  std::vector<std::string> names;
  for (const auto& [arch, packages] : all) {
    for (const auto& package : packages) add_names(package, name, names);
    if (arch != answer.arch && std::any_of(packages.begin(), packages.end(), [&](const auto& ref) { return gives(ref, name); }))
      answer.elsewhere.push_back(arch);
  }
  if (answer.elsewhere.empty() && answer.chain.size() == 1) answer.suggestion = nearest_of(std::move(names), name);
}

// What the world holds already ranks behind what is asked for now, as the base does (S8); but what nobody has is not left out.
closure::World world_of(const ClosureQuery& query, const std::vector<std::string>& base, const closure::ClosureEngine& engine) {
  closure::World world{base, query.wanted, {}};
  for (const auto& word : query.world)
    (engine.providers(name_of_word(word.substr(word.starts_with('!') ? 1 : 0))).empty() ? world.wanted : world.base)
        .push_back(word);
  return world;
}

// The provide of PACKAGE that gives NAME, as its index has it.
std::string word_for(const model::PackageRef& package, const std::string& name) {
  for (const auto& item : package.relations.provides)
    if (item.starts_with(name) && (item.size() == name.size() || item.find_first_of("<>=~ (", name.size()) == name.size()))
      return item;
  return package.name;
}

std::vector<std::string> paths_of(const index::RepositoryIndex& index, PackageId package, std::string_view soname) {
  std::set<std::string> paths;
  for (const auto id : index.with_soname(soname))
    if (index.file(id).package == package) paths.insert(index.file(id).fact->path);
  for (const auto& place : index.with_name(soname))
    if (place.located.package == package) paths.emplace(place.path);
  return {paths.begin(), paths.end()};
}

// D6: a name that a package gives without a version, and itself without priority, is never a reason to install it.
bool taken_by_itself(const model::PackageRef& package, const std::string& name) {
  if (package.system != model::PackageSystem::apk || package.name == name) return true;
  return package.relations.provider_priority > 0 || word_for(package, name).find_first_of("<>=~") != std::string::npos;
}

std::string why_listed(std::span<const model::PackageRef* const> providers, std::size_t place, const std::string& name) {
  const auto& package = *providers[place];
  if (!package.uninstallable.empty()) return "cannot be installed: " + package.uninstallable;
  if (!taken_by_itself(package, name))
    return "never taken by itself: it gives the name without a version, and has no provider_priority (D6)";
  if (place > 0) return "passed over";
  return providers.size() == 1 ? "the only provider" : audit::why_preferred(package, *providers[1], name);
}

void add_kind(const index::RepositoryIndex& index, const index::Located& located, const std::string& path,
              std::vector<model::OwnerAnswer>& out) {
  const auto& ref = index.package(located.package);
  const auto* facts = index.facts(located.package);
  model::OwnerAnswer answer{index.arch(), ref.name, ref.version, path, "file", ""};
  if (located.kind == index::Kind::symlink) {
    answer.kind = "link";
    answer.target = facts->symlinks[located.item].target;
  } else if (located.kind == index::Kind::install_link) {
    answer.kind = "made at install time:";
    answer.target = facts->install_links[located.item].target;
  }
  out.push_back(std::move(answer));
}

// PATH and its other spellings through links between directories ("/lib64/x" and "/usr/lib/x").
std::set<std::string> spellings(const ArchRepository& arch, const std::string& path) {
  std::set<std::string> all{path};
  const auto add = [&](const std::string& link, const std::string& target) {
    for (const auto& known : std::set<std::string>(all)) {
      if (base::is_below(known, link)) all.insert(target + known.substr(link.size()));
      if (base::is_below(known, target)) all.insert(link + known.substr(target.size()));
    }
  };
  for (unsigned round = 0; round < 2; ++round) {
    for (const auto& [link, target] : arch.world.habits->profile.links) add(link, base::to_vpath(target));
    for (const auto link : arch.index->linked_directories())
      for (const auto& located : arch.index->at(link))
        if (located.kind == index::Kind::symlink) {
          const auto& target = arch.index->facts(located.package)->symlinks[located.item].target;
          add(std::string(link), base::link_text(base::dirname(link), target));
        }
  }
  return all;
}

using model::TermKind;

std::string without_so(const std::string& name) {
  return name.starts_with("so:") ? name.substr(3) : name;
}

// Asks for WORDS and nothing more.
NextWords once(std::vector<std::uint32_t> words) {
  return [words = std::move(words)](const Repository* known) { return known ? std::vector<std::uint32_t>() : words; };
}

// The path in every spelling known so far, and the links and directories that could add another one.
std::vector<std::uint32_t> words_of_owners(const Repository* known, const std::string& path) {
  std::set<std::string> all{path};
  if (known)
    for (const auto& arch : known->arches) all.merge(spellings(*arch, path));
  std::vector<std::uint32_t> words;
  for (const auto& spelling : all) {
    words.push_back(model::term(TermKind::directory, spelling));
    for (std::string_view at = spelling; at.size() > 1; at = base::dirname(at)) {
      words.push_back(model::term(TermKind::path, at));
      words.push_back(model::term(TermKind::target, at));
    }
  }
  if (known)  // a link counts where another package has the directory
    for (const auto& arch : known->arches)
      for (std::uint32_t p = 0; p < arch->index->packages().size(); ++p) {
        const auto* facts = arch->index->facts(static_cast<PackageId>(p));
        if (!facts) continue;
        for (const auto& link : facts->symlinks)
          if (std::any_of(all.begin(), all.end(), [&](const auto& spelling) {
                return base::is_below(spelling, link.path) ||
                       base::is_below(spelling, base::link_text(base::dirname(link.path), link.target));
              }))
            words.push_back(model::term(TermKind::directory, link.path));
      }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// How ELF asks for SONAME, as often as it does.
std::vector<const char*> ways_of_needing(const model::ElfFacts& elf, const std::string& soname) {
  std::vector<const char*> ways;
  for (const auto& edge : elf.edges)
    if (base::basename(edge.name) == soname)
      ways.push_back(edge.kind == model::EdgeKind::needed   ? "needed"
                     : edge.kind == model::EdgeKind::filter ? "filter"
                                                            : "auxiliary");
  for (const auto& note : elf.dlopen_notes)
    if (std::find(note.sonames.begin(), note.sonames.end(), soname) != note.sonames.end()) ways.push_back("dlopen");
  for (const auto& module : model::audit_modules_of(elf))
    if (base::basename(module) == soname) ways.push_back("audit");
  return ways;
}

}  // namespace

std::string name_of_word(const std::string& word) {
  return word.substr(0, word.find_first_of("<>=~ ("));
}

base::Result<std::unique_ptr<Repository>> load_for_providers(const RepositoryOptions& options, const std::string& name,
                                                             RunContext& context) {
  ELFGATE_TRY_ASSIGN(
      auto repository,
      load_partly(options, store::Parts::linkage,
                  once({model::term(TermKind::name, name), model::term(TermKind::name, without_so(name))}), context));
  ELFGATE_TRY(add_engines(*repository, context));
  return repository;
}

base::Result<std::unique_ptr<Repository>> load_for_needs(const RepositoryOptions& options, const std::string& name,
                                                         RunContext& context) {
  auto repository = std::make_unique<Repository>();
  ELFGATE_TRY_ASSIGN(repository->listed, open_repository(options, context));
  ELFGATE_TRY_ASSIGN(const auto store, open_store(options));
  FactsOnDemand facts(repository->listed, options, store::Parts::linkage, *store, context, repository->counts);
  ELFGATE_TRY(facts.search({model::term(TermKind::need, without_so(name))}));
  ELFGATE_TRY(
      build_shelves(facts.facts(), *repository, context));  // everybody may need it: an index would cost more than facts
  return repository;
}

base::Result<std::unique_ptr<Repository>> load_for_owners(const RepositoryOptions& options, const std::string& path,
                                                          RunContext& context) {
  std::vector<std::uint32_t> before;
  return load_partly(
      options, store::Parts::all_paths,
      [&](const Repository* known) {
        auto words = words_of_owners(known, base::to_vpath(path));
        if (words == before) return std::vector<std::uint32_t>();
        before = words;
        return words;
      },
      context);
}

base::Result<std::vector<model::ClosureAnswer>> query_closure(const RepositoryOptions& options, const ClosureQuery& query,
                                                              RunContext& context) {
  ELFGATE_TRY_ASSIGN(auto listed, open_repository(options, context));
  ELFGATE_TRY_ASSIGN(const auto base, base_world(options, listed));
  const auto system = listed.system;
  if (system == model::PackageSystem::apk) {
    ELFGATE_TRY(refuse_tags(query.wanted));
    ELFGATE_TRY(refuse_tags(query.world));
    ELFGATE_TRY(refuse_tags(base));
  }
  const auto all = split(listed);
  std::vector<model::ClosureAnswer> answers;
  for (const auto& [arch, packages] : all) {
    std::vector<model::PackageList> others;
    for (const auto& other : all)
      if (other.arch != arch) others.push_back(other.packages);
    ELFGATE_TRY_ASSIGN(const auto engine, engine_for(system, query.builder, packages, arch, others));
    auto answer = answer_of(engine->install(world_of(query, base, *engine)), packages);
    answer.arch = arch;
    answer.builder = system == model::PackageSystem::deb ? "deb" : query.builder.empty() ? "apk" : query.builder;
    add_hints(all, answer);
    answers.push_back(std::move(answer));
  }
  return answers;
}

std::string suggestion_for(const Listed& listed, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& package : listed.packages) add_names(*package.ref, name, names);
  return nearest_of(std::move(names), name);
}

std::vector<model::ProviderAnswer> query_providers(const Repository& repository, const std::string& name) {
  std::vector<model::ProviderAnswer> answers;
  for (const auto& arch : repository.arches) {
    const bool is_soname = !name.starts_with("so:") && name.find(".so") != std::string::npos;
    const std::string asked = is_soname && arch->closures->providers(name).empty() ? "so:" + name : name;
    const auto soname = asked.starts_with("so:") ? asked.substr(3) : asked;
    const auto ids = arch->closures->providers(asked);
    std::vector<const model::PackageRef*> refs;
    for (const auto id : ids) refs.push_back(&arch->index->package(id));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& ref = *refs[i];
      const bool taken = i == 0 && ref.uninstallable.empty() && taken_by_itself(ref, asked);
      answers.push_back({arch->arch, ref.name, ref.version, word_for(ref, asked), taken, why_listed(refs, i, asked),
                         paths_of(*arch->index, ids[i], soname)});
    }
    std::set<PackageId> known(ids.begin(), ids.end());
    for (const auto id : arch->index->with_soname(soname)) {
      const auto owner = arch->index->file(id).package;
      if (!known.insert(owner).second) continue;
      const auto& ref = arch->index->package(owner);
      answers.push_back({arch->arch, ref.name, ref.version, "-", false, "has the library, and does not provide it",
                         paths_of(*arch->index, owner, soname)});
    }
  }
  return answers;
}

std::vector<model::NeedAnswer> query_needs(const Repository& repository, const std::string& name) {
  const auto soname = name.starts_with("so:") ? name.substr(3) : name;
  std::vector<model::NeedAnswer> answers;
  for (const auto& arch : repository.arches)
    for (std::size_t p = 0; p < arch->packages.size(); ++p) {
      if (!arch->facts[p]) continue;
      const auto& ref = arch->packages[p];
      for (const auto& file : arch->facts[p]->files)
        for (const char* how : ways_of_needing(file.elf, soname))
          answers.push_back({arch->arch, ref.name, ref.version, file.path, how});
    }
  return answers;
}

std::vector<model::OwnerAnswer> query_owners(const Repository& repository, const std::string& path) {
  std::vector<model::OwnerAnswer> answers;
  for (const auto& arch : repository.arches)
    for (const auto& spelling : spellings(*arch, base::to_vpath(path))) {
      for (const auto& located : arch->index->at(spelling)) add_kind(*arch->index, located, spelling, answers);
      const auto add = [&](PackageId owner, const char* kind) {
        const auto& ref = arch->index->package(owner);
        answers.push_back({arch->arch, ref.name, ref.version, spelling, kind, ""});
      };
      for (const auto owner : arch->index->other_file_owners(base::dirname(spelling), base::basename(spelling)))
        add(owner, "file");
      if (arch->index->at(spelling).empty())
        for (const auto owner : arch->index->directory_owners(spelling)) add(owner, "directory");
    }
  return answers;
}

}  // namespace elfgate::engine
