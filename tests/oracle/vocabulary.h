// The words of random trees: file names, directories, elements of path lists, names that are asked for. Few and overlapping, so
// that they meet; each with the spellings that tell loaders apart.
#pragma once

#include "dice.h"
#include "real_loader.h"

namespace elfgate::oracle {

class Vocabulary {
 public:
  Vocabulary(Dice& dice, const RealLoader& real);

  /// A library's file name or soname.
  const std::string& name() { return dice_.pick(names_); }
  /// A directory of the tree, absolute, without trailing slash.
  const std::string& directory() { return dice_.pick(dirs_); }
  /// One element of a path list, odd ones included; it may hold separators and tokens.
  std::string element();
  std::string path_list(bool with_line_ends);
  /// What a DT_NEEDED says.
  std::string needed();
  /// What LD_PRELOAD says of one library.
  std::string preloaded();

  const std::string& triplet() const { return triplet_; }
  const Texts& hwcaps_directories() const { return hwcaps_; }

 private:
  void fill_names();
  void fill_directories();
  std::string odd_needed();

  Dice& dice_;
  const RealLoader& real_;
  std::string triplet_;
  Texts names_;
  Texts dirs_;
  Texts hwcaps_;
};

}  // namespace elfgate::oracle
