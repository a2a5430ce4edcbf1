// The objects of one simulated process: what glibc keeps as link maps, with the names each of them answers to (R1.3) and the
// order in which its list has them.
#pragma once

#include <deque>
#include <memory_resource>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "loader/glibc/search_dirs.h"
#include "model/link_map.h"

namespace elfgate::loader::glibc {

using ImageId = std::uint32_t;
inline constexpr ImageId k_no_image = model::k_no_object;

struct Image {
  const model::FileFact* fact = nullptr;  ///< null: vDSO, an interpreter that is not in the view, a placeholder
  model::FileId file = model::FileId::none;
  std::string path;  ///< the text it was opened by; "" for a program started by the kernel
  std::string real;
  std::string name;             ///< the text it was first asked for by
  std::string called;           ///< of the program: how it was started, for what ld.so says of it
  ImageId loader = k_no_image;  ///< R1.12
  model::Found how = model::Found::program;
  bool placeholder = false;                 ///< a missing name of trace mode (R1.11)
  std::uint32_t edge = model::k_no_object;  ///< of a placeholder: the edge that missed
  std::optional<std::string> origin;        ///< what $ORIGIN stands for, told or made when first used
  std::optional<SearchList> rpath;          ///< effective DT_RPATH (R2.3), split when first used
  std::optional<SearchList> runpath;

  const model::ElfFacts* elf() const { return fact == nullptr ? nullptr : &fact->elf; }
};

/// Not copied: names point into it.
class Images {
 public:
  Images() = default;
  Images(const Images&) = delete;
  Images& operator=(const Images&) = delete;

  Image& operator[](ImageId id) { return images_[id]; }
  const Image& operator[](ImageId id) const { return images_[id]; }
  std::size_t size() const { return images_.size(); }

  /// Appends IMAGE to the list; its path and name become known, its soname for look-ups, and so does its file when BY_FILE
  /// (the program and ld.so have no file identity, R1.7).
  ImageId add(Image image, bool by_file);
  /// NAME is copied.
  void add_name(ImageId id, std::string_view name);

  /// R1.3: the first object of the list, from the program on, that answers to NAME: path, names, soname. Placeholders never do.
  ImageId find(std::string_view name);
  /// R9.2: the first one whose path or names say NAME, placeholders included, for which LISTED is true.
  /// PRECEDING looks among those in front of the program instead, where placeholders do not count.
  ImageId find_named(std::string_view name, const std::vector<bool>& listed, bool preceding = false) const;
  /// R1.6: the object mapped from FILE.
  ImageId find_file(model::FileId file) const;
  /// Filtees of the program stand in front of it, where no search of the list comes by (R10.2).
  bool precedes_program(ImageId id) const { return id < hidden_.size() && hidden_[id]; }

  /// Moves ID in front of BEFORE: a filtee precedes its filter (R10.2).
  void move_before(ImageId id, ImageId before);
  void move_behind(ImageId id, ImageId after);
  void take_out(ImageId id);
  const std::vector<ImageId>& chain() const { return chain_; }

  /// The objects from FIRST on answer to nothing any more: a dlopen that failed has unmapped them.
  void forget(ImageId first);

 private:
  /// One of those that answer to a name.
  struct Holder {
    ImageId id;
    bool by_soname;
    std::uint32_t next;  ///< index into holders_ of another one
  };
  void learn(std::string_view name, ImageId id, bool by_soname);
  std::uint32_t first_holder(std::string_view name) const;
  ImageId first_in_chain(ImageId a, ImageId b) const;

  // A process has a few dozen images and is gone at once: its nodes come from one piece of memory.
  std::pmr::monotonic_buffer_resource pool_{16384};
  std::deque<Image> images_;
  std::deque<std::string> texts_;  // names that nothing else keeps
  std::vector<ImageId> chain_;
  bool moved_ = false;        // the chain is not in the order of ids any more
  std::vector<bool> hidden_;  // by id: stands in front of the program
  std::vector<Holder> holders_;
  std::pmr::unordered_map<std::string_view, std::uint32_t> names_{&pool_};  // index of the first holder
  std::pmr::unordered_map<std::uint32_t, ImageId> files_{&pool_};
};

}  // namespace elfgate::loader::glibc
