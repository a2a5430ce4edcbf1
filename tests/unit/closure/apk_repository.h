// A small apk repository written as text, and what an install of it comes to. One package a line:
//
//   NAME VERSION; D: depends; p: provides; i: install_if; k: priority; A: arch; C: identity; L: layer; o: origin
//
// Every question is asked of both engines, which have to agree.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "closure/engine.h"

namespace elfgate::closure {

inline std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const auto word : base::words(text, " ")) words.emplace_back(word);
  return words;
}

inline model::PackageRef parse_package(std::string_view line) {
  model::PackageRef ref;
  ref.arch = "x86_64";
  ref.system = model::PackageSystem::apk;
  const auto fields = base::split(line, ';');
  const auto head = base::words(fields.front());
  ref.name = head.at(0);
  ref.version = head.size() > 1 ? head[1] : "";
  ref.origin = ref.name;
  for (std::size_t i = 1; i < fields.size(); ++i) {
    const auto field = base::trim(fields[i]);
    const auto value = std::string(base::trim(field.substr(2)));
    switch (field.front()) {
      case 'D': ref.relations.depends = words_of(value); break;
      case 'p': ref.relations.provides = words_of(value); break;
      case 'i': ref.relations.install_if = words_of(value); break;
      case 'k': ref.relations.provider_priority = static_cast<std::uint32_t>(std::stoul(value)); break;
      case 'A': ref.arch = value; break;
      case 'C': ref.identity = value; break;
      case 'L': ref.layer = static_cast<std::uint32_t>(std::stoul(value)); break;
      case 'o': ref.origin = value; break;
      case 'u': ref.uninstallable = value; break;
      default: ADD_FAILURE() << "unknown field: " << field;
    }
  }
  return ref;
}

class ApkRepository {
 public:
  explicit ApkRepository(std::string_view text) {
    for (const auto line : base::split(text, '\n')) {
      if (base::trim(line).empty()) continue;
      refs_.push_back(parse_package(base::trim(line)));
      refs_.back().order = static_cast<std::uint32_t>(refs_.size());
    }
    std::sort(refs_.begin(), refs_.end(), [](const auto& a, const auto& b) { return a.key() < b.key(); });
    fast_ = make_apk_engine(refs_, "x86_64");
    exact_ = make_apk_exact_engine(refs_, "x86_64");
  }

  /// "a-1 b-2" in install order, or "CLASS: a > b > name (candidate candidate)".
  std::string install(const World& world) const {
    const auto answer = text(exact_->install(world));
    EXPECT_EQ(text(fast_->install(world)), answer) << "fast engine";
    return answer;
  }
  std::string install(std::string_view wanted, std::string_view base = "") const {
    return install(World{words_of(base), words_of(wanted), {}});
  }
  std::string install_package(std::string_view full_name, std::string_view base = "") const {
    return install(World{words_of(base), {}, {id(full_name)}});
  }

  model::Closure closure(std::string_view wanted) const { return exact_->install(World{{}, words_of(wanted), {}}); }

  std::string providers(const std::string& name) const {
    std::string listed;
    for (const auto package : fast_->providers(name)) listed += (listed.empty() ? "" : " ") + full_name(package);
    return listed;
  }

  model::PackageId id(std::string_view full) const {
    for (std::uint32_t i = 0; i < refs_.size(); ++i) {
      if (full_name(static_cast<model::PackageId>(i)) == full) return static_cast<model::PackageId>(i);
    }
    return model::PackageId::none;
  }

  std::string full_name(model::PackageId id) const {
    const auto& ref = refs_.at(model::to_index(id));
    return ref.name + "-" + ref.version;
  }

  std::string text(const model::Closure& closure) const {
    std::string out;
    if (closure.ok()) {
      for (const auto& member : closure.members) out += (out.empty() ? "" : " ") + full_name(member.package);
      return out;
    }
    out = std::string(model::name_of(closure.failure)) + ":";
    for (std::size_t i = 0; i < closure.chain.size(); ++i) out += (i == 0 ? " " : " > ") + closure.chain[i];
    if (closure.candidates.empty()) return out;
    out += " (";
    for (std::size_t i = 0; i < closure.candidates.size(); ++i) out += (i == 0 ? "" : " ") + closure.candidates[i];
    return out + ")";
  }

  const std::vector<model::PackageRef>& refs() const { return refs_; }

 private:
  std::vector<model::PackageRef> refs_;
  std::unique_ptr<ClosureEngine> fast_, exact_;
};

}  // namespace elfgate::closure
