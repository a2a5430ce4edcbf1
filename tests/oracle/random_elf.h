// Random ELF files: libraries, programs, and candidates that a loader passes over, refuses or trips over.
#pragma once

#include "tree.h"
#include "vocabulary.h"

namespace elfgate::oracle {

class RandomElf {
 public:
  RandomElf(Dice& dice, Vocabulary& words, const RealLoader& real) : dice_(dice), words_(words), real_(real) {}

  /// A library for a file called NAME; one in ten is spoilt, which may make it something else than a file.
  Node library(std::string path, const std::string& name, const Tree& tree);
  Node program(const Tree& tree);

 private:
  void add_tags(repo::scenario::ElfImage& image, unsigned most, Mode mode);
  void add_path_tags(repo::scenario::ElfImage& image);
  void add_version_needs(model::ElfFacts& facts, Mode mode);
  void define_versions(model::ElfFacts& facts);
  void add_flags(model::ElfFacts& facts, Mode mode);
  void spoil(Node& node, bool ldconfig);
  void spoil_identity(model::ElfFacts& facts);
  std::string other_interp();

  Dice& dice_;
  Vocabulary& words_;
  const RealLoader& real_;
};

}  // namespace elfgate::oracle
