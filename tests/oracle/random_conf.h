// Random configuration files: ld.so.conf with its includes, ld.so.preload, musl's path files.
#pragma once

#include "tree.h"
#include "vocabulary.h"

namespace elfgate::oracle {

class RandomConf {
 public:
  RandomConf(Dice& dice, Vocabulary& words, const RealLoader& real) : dice_(dice), words_(words), real_(real) {}

  void add_to(Tree& tree);

 private:
  Node file(std::string path, std::string text);
  std::string conf_line();
  std::string conf_text(std::size_t lines);
  std::string preload_text();
  void add_musl_path(Tree& tree);
  void add_ld_so_conf(Tree& tree);

  Dice& dice_;
  Vocabulary& words_;
  const RealLoader& real_;
};

}  // namespace elfgate::oracle
