// The link map of one file, in the words and the order of the loader's own listing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ldd_scene.h"
#include "model/link_map.h"

namespace elfgate::engine {

/// One line of the listing. Its texts are those of the link map.
struct ListedObject {
  std::string_view needed;            ///< what was asked for, tokens expanded
  const std::string* path = nullptr;  ///< what the loader prints for it; null: not found
  const std::string* real = nullptr;
  std::string_view by;
  const char* how = "";
};

struct LddEntry {
  std::string file, arch, package, loader, interp;
  model::LinkStatus status = model::LinkStatus::not_loadable;
  std::string reason;
  std::unique_ptr<const model::LinkMap> link;  ///< what map points into
  std::vector<ListedObject> map;
  std::vector<std::string> version_errors;
  std::vector<std::string> depends_on;
  std::string rendered;
  bool unknown = false;  ///< nothing is known of the file: there is none, or it cannot be read
};

/// A simulated start, and what was needed to make it.
struct Started {
  LddEntry entry;                     ///< without its map
  const SceneSetup* setup = nullptr;  ///< null: no loader was asked
  model::LinkMap map;
};

/// Starts FILE, a path of the scene, with a trace when TRACE. Never fails: the status says what happened.
Started start_file(const Scene& scene, Scene::Walks& walks, const std::string& file, bool trace);

/// Fills the map and the version errors of ENTRY, which MAP has to outlive.
void list_map(const model::LinkMap& map, LddEntry& entry);

/// The same, as a listing.
LddEntry list_file(const Scene& scene, Scene::Walks& walks, const std::string& file);

}  // namespace elfgate::engine
