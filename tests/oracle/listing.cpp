#include "listing.h"

#include <algorithm>

#include "base/text.h"

namespace elfgate::oracle {
namespace {

using model::EdgeKind;
using model::Found;
using model::LinkMap;
using model::LinkStatus;
using model::Refusal;
using model::VersionProblem;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::string complaint(std::string_view line) {
  // ld.so names some refused files by the name that was asked for, some by their path
  if (const auto at = line.find(": cannot dynamically load"); at != std::string_view::npos) {
    const auto slash = line.rfind('/', at);
    if (slash != std::string_view::npos) line.remove_prefix(slash + 1);
  }
  for (const std::string_view known : {"cannot read file data", "Assertion `needed != NULL' failed"})
    if (const auto at = line.find(known); at != std::string_view::npos) {
      if (known.starts_with("Assertion")) return "! assertion";
      return "! " + std::string(line.substr(0, at + known.size()));
    }
  if (const auto at = line.find(": cannot open shared object file"); at != std::string_view::npos)
    return "! missing " + std::string(line.substr(0, at));
  if (const auto at = line.find(": wrong ELF class"); at != std::string_view::npos)
    return "! missing " + std::string(line.substr(0, at));
  return "! " + std::string(line);
}

namespace {

void add_glibc_errors(const std::string& err, Lines& lines) {
  for (auto line : base::split(err, '\n')) {
    // Symbols are nobody's business here: a tree without a libc has none of those that ld.so looks for, not even in an object
    // that is called libc.so.6.
    const auto has = [&](std::string_view words) { return line.find(words) != std::string_view::npos; };
    if (line.empty() || line.starts_with("ERROR: ld.so: object") || has("symbol lookup error") ||
        has("_dl_call_libc_early_init"))
      continue;
    const auto loading = line.find("error while loading shared libraries: ");
    if (loading != std::string_view::npos) line.remove_prefix(loading + 38);
    lines.push_back(complaint(line));
  }
}

void add_musl_errors(const std::string& err, Lines& lines) {
  for (auto line : base::split(err, '\n')) {
    if (!take(line, "Error loading shared library ")) continue;
    // "NAME: REASON (needed by PATH)"
    const auto needed = line.rfind(" (needed by ");
    const auto reason = line.rfind(": ", needed);
    if (needed == std::string_view::npos || reason == std::string_view::npos) continue;
    lines.push_back("! missing " + std::string(line.substr(0, reason)) + " for " +
                    std::string(line.substr(needed + 12, line.size() - needed - 13)));
  }
}

std::string shown(const LinkMap& map, std::uint32_t object, const std::string& program) {
  if (object == model::k_no_object || object == 0) return program;
  return map.objects[object].path;
}

std::string version_line(const LinkMap& map, const VersionProblem& problem, const std::string& program) {
  const auto provider = problem.provider == model::k_no_object ? std::string() : shown(map, problem.provider, program);
  const auto by = " (required by " + shown(map, problem.from, program) + ")";
  switch (problem.kind) {
    case VersionProblem::Kind::missing:
      return "! " + program + ": " + provider + ": version `" + problem.version + "' not found" + by;
    case VersionProblem::Kind::weak_missing:
      return "! " + program + ": " + provider + ": weak version `" + problem.version + "' not found" + by;
    case VersionProblem::Kind::bad_revision:
      // Of a Verneed record it stops the loader, and is its reason.
      return problem.provider == model::k_no_object
                 ? std::string()
                 : "! " + program + ": " + provider + ": unsupported version 2 of Verdef record";
    case VersionProblem::Kind::no_versions: return "! " + program + ": " + provider + ": no version information available" + by;
    default: return {};
  }
}

Lines simulated_musl(const LinkMap& map, const std::string& program, Mode mode) {
  Lines lines;
  if (mode == Mode::list) {
    for (const auto& line : map.listing) {
      if (line.reserved != model::k_no_object) {
        lines.push_back(map.reserved_names[line.reserved] + " => " + map.objects[line.object].name);
      } else if (line.object != model::k_no_object) {
        const auto& object = map.objects[line.object];
        lines.push_back(object.how == Found::interp ? object.path : object.name + " => " + object.path);
      }
    }
  }
  for (const auto& edge : map.edges)
    if (edge.to == model::k_no_object) lines.push_back("! missing " + edge.name + " for " + shown(map, edge.from, program));
  return lines;
}

// A real start ends with the first name that is not found.
bool add_first_missing(const LinkMap& map, Lines& lines) {
  for (std::uint32_t i = 0; i < map.edges.size(); ++i) {
    const auto& edge = map.edges[i];
    if (i == map.fatal_edge) return false;
    if (edge.to != model::k_no_object || edge.kind == EdgeKind::auxiliary) continue;
    lines.push_back("! missing " + edge.name);
    return true;
  }
  return false;
}

void add_listing(const LinkMap& map, Lines& lines) {
  bool needed = false;
  for (const auto& edge : map.edges) needed |= edge.from == 0 && edge.kind == EdgeKind::needed;
  if (!needed) {
    lines.emplace_back("statically linked");
    return;
  }
  for (const auto& line : map.listing) {
    if (line.object == model::k_no_object) {
      lines.push_back(map.edges[line.edge].name + " => not found");
      continue;
    }
    const auto& object = map.objects[line.object];
    if (object.how == Found::vdso) continue;
    lines.push_back(object.name == object.path ? object.path : object.name + " => " + object.path);
  }
}

// Problems that stop even trace mode are the map's fatal reason.
bool stops_a_start(const VersionProblem& problem) {
  return problem.kind == VersionProblem::Kind::missing ||
         (problem.kind == VersionProblem::Kind::bad_revision && problem.provider != model::k_no_object);
}

Lines simulated_glibc(const LinkMap& map, const std::string& program, Mode mode) {
  Lines lines;
  if (mode == Mode::start && add_first_missing(map, lines)) return lines;
  for (const auto& problem : map.versions) {
    if (problem.start_only && mode != Mode::start) continue;
    if (problem.start_only && problem.kind == VersionProblem::Kind::no_provider) {
      lines.emplace_back("! assertion");
      return lines;
    }
    auto line = version_line(map, problem, program);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  if (mode != Mode::start && map.fatal_reason.ends_with(model::reason_of(Refusal::isa_level))) {
    add_listing(map, lines);  // only a real start looks at the CPU
    return lines;
  }
  if (mode == Mode::start && std::any_of(map.versions.begin(), map.versions.end(), stops_a_start)) return lines;
  if (map.status == LinkStatus::fatal) {
    // Filters that name each other for ever cost ld.so its stack.
    if (map.fatal_reason.starts_with("the dynamic linker crashes") || map.fatal_reason.find("for ever") != std::string::npos)
      return {"! crash"};
    lines.push_back(complaint(map.fatal_reason));
    return lines;
  }
  if (mode != Mode::start) add_listing(map, lines);
  return lines;
}

}  // namespace

Lines said_lines(const Ran& ran, Mode mode, bool musl) {
  Lines lines;
  // A loader that never ends is killed by the sandbox before its stack is used up, or gets no more mappings from the kernel.
  constexpr int k_killed = 128 + 9, k_segmentation_fault = 128 + 11;
  const bool out_of_mappings = ran.err.find("cannot change memory protections") != std::string::npos;
  if (!musl && (ran.status == k_segmentation_fault || ran.status == k_killed || out_of_mappings)) return {"! crash"};
  if (!musl) add_glibc_errors(ran.err, lines);
  for (auto line : base::split(ran.out, '\n')) {
    if (line.empty() || mode == Mode::start) continue;
    take(line, "\t");
    if (const auto address = line.rfind(" (0"); address != std::string_view::npos) line = line.substr(0, address);
    if (!line.starts_with("linux-vdso.so.1")) lines.emplace_back(line);
  }
  if (musl) add_musl_errors(ran.err, lines);
  return lines;
}

Lines simulated_lines(const LinkMap& map, const std::string& program, Mode mode, bool musl) {
  if (map.status == LinkStatus::not_loadable || map.status == LinkStatus::static_program) return {"! not loadable"};
  return musl ? simulated_musl(map, program, mode) : simulated_glibc(map, program, mode);
}

}  // namespace elfgate::oracle
