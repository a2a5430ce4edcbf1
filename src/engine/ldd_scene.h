// A tree made ready to start programs in: for each interpreter that its files name the loader, its constants, and the cache
// that is assumed - each made once, when the first file asks for it. The same for a root directory and for the closure of a
// package.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "loader/linked_view.h"
#include "loader/loader.h"

namespace elfgate::engine {

/// Where the loader's cache comes from.
enum class CacheMode : std::uint8_t { automatic, ldconfig, image, none, file };

/// What a loader takes from the process that it starts, and cannot be read from files.
struct LoaderInputs {
  std::string library_path;
  std::vector<std::string> preload;
  CacheMode cache = CacheMode::automatic;
  unsigned cpu_level = 1;
  bool secure = false;
  std::string cwd = "/";
};

/// A loader set up in this tree. Frozen.
struct SceneSetup {
  loader::Detected detected;  ///< `loader` is null: no dynamic linker that we know
  CacheMode cache_mode = CacheMode::none;
  loader::LdCache cache;
  std::unique_ptr<loader::LinkedView> linked;  ///< the tree after ldconfig; null when ldconfig changes nothing
  const loader::FileView* view = nullptr;
  std::string refused;                 ///< why no start is possible at all; empty: it is
  std::optional<base::Error> problem;  ///< the cache could not be read
};

class Scene {
 public:
  /// VIEW and INPUTS outlive the scene. FALLBACK: the loader for objects of MACHINE where the tree itself has none; may be
  /// null.
  Scene(const loader::FileView& view, const LoaderInputs& inputs, const loader::Detected* fallback = nullptr,
        std::uint16_t machine = 0);

  /// What one thread needs to start programs in the scene. What it has found out is remembered per setup.
  class Walks {
   public:
    explicit Walks(const Scene& scene) : scene_(scene), plain_(scene.view_, false, loader::PathWalk::Remember::files) {}
    loader::PathWalk& plain() { return plain_; }
    loader::PathWalk& of(const SceneSetup& setup);
    /// Settings of a start under SETUP of which only the listing is wanted, with the memory of those before.
    const loader::LoaderSettings& settings_of(const SceneSetup& setup) { return ready(setup).settings; }

   private:
    struct Ready {
      std::unique_ptr<loader::PathWalk> walk;  ///< null: plain_ does
      loader::LoaderSettings settings;
      loader::StartMemory memory;
    };
    Ready& ready(const SceneSetup& setup);

    const Scene& scene_;
    loader::PathWalk plain_;
    std::map<const SceneSetup*, std::unique_ptr<Ready>> ready_;
  };

  /// The setup for an object that names INTERP; empty: for a library on its own (R2.7). Safe to call from several threads.
  const SceneSetup& setup_for(const std::string& interp, std::uint16_t machine, std::uint8_t elf_class) const;

  /// Settings of one start under SETUP.
  loader::LoaderSettings settings_of(const SceneSetup& setup) const;

  /// The problems of all setups so far.
  std::vector<base::Error> problems() const;

  const LoaderInputs& inputs() const { return inputs_; }
  const loader::FileView& view() const { return view_; }

 private:
  struct Slot {
    std::once_flag once;
    SceneSetup setup;
  };
  void make(SceneSetup& setup, const std::string& interp, std::uint16_t machine, std::uint8_t elf_class) const;
  void make_cache(SceneSetup& setup, loader::PathWalk& walk, std::uint16_t machine) const;

  const loader::FileView& view_;
  const LoaderInputs& inputs_;
  const loader::Detected* fallback_;
  std::uint16_t fallback_machine_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<Slot>> slots_;
};

/// "ldconfig's cache" ... in words.
const char* describe(CacheMode mode);

/// "x86_64", "aarch64", "x86" ... as repositories call it; "machine 123" for others.
std::string arch_of(const model::ElfFacts& elf);

}  // namespace elfgate::engine
