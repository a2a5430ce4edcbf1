// Edges that hold only under a condition: on some CPUs, after ldconfig or a maintainer script, because of a package that is
// only there by chance. Each looks at a link map that is already made and asks again only where the map says that it matters.
#pragma once

#include <set>

#include "audit/examination.h"
#include "audit/stage.h"

namespace elfgate::audit {

/// Links made at install time that MAP went through.
void find_install_links(const World& world, Stage& stage, const model::LinkMap& map, std::vector<ConditionalEdge>& out);

/// Edges that another CPU level finds differently: start again at each level above the baseline (R4.5).
void find_cpu_levels(Stage& stage, const Stage::Setup& setup, const std::string& path, const model::LinkMap& baseline,
                     std::vector<ConditionalEdge>& out);

/// Direct edges of the package's objects that lead to packages in CHANCE.
void find_chance(const World& world, PackageId package, const model::LinkMap& map, const std::set<PackageId>& chance,
                 std::vector<ConditionalEdge>& out);

/// Members of CLOSURE that PACKAGE alone, without the base world and without install_if, does not bring.
std::set<PackageId> members_by_chance(const World& world, PackageId package, const model::Closure& closure);

}  // namespace elfgate::audit
