// Answers to `elfgate query`, as plain data. Made by engine/, rendered by report/.
#pragma once

#include <string>
#include <vector>

#include "model/closure.h"
#include "model/finding.h"

namespace elfgate::model {

/// What an install brings, in install order.
struct ClosureAnswer {
  struct Member {
    std::string name, version, why;
  };
  std::string arch;
  std::string builder;  ///< "apk", "apko" or "deb"
  ClosureFailure failure = ClosureFailure::none;
  std::vector<std::string> chain;
  std::vector<std::string> candidates;
  bool order_dependent = false;
  std::vector<Member> packages;
  std::string suggestion;              ///< a name like the one that nobody has; empty when there is none
  std::vector<std::string> elsewhere;  ///< other architectures that have it
};

/// One package that provides a name, best first.
struct ProviderAnswer {
  std::string arch, package, version;
  std::string word;                 ///< the provide as the index has it, or the package's own name
  bool taken = false;               ///< what an install by this name selects
  std::string why;
  std::vector<std::string> paths;   ///< files and links of that soname
};

/// One object that asks for a library.
struct NeedAnswer {
  std::string arch, package, version, path;
  std::string how;                  ///< "needed", "filter", "auxiliary", "dlopen", "audit"
};

/// What goes with an answer.
struct AnswerNotes {
  std::string suggestion;    ///< what may have been meant, where nothing is found; may be empty
  std::uint64_t unread = 0;  ///< packages that could not be read: what they hold is not in the answer
};

/// Who has a path.
struct OwnerAnswer {
  std::string arch, package, version, path;
  std::string kind;                 ///< "file", "link", "directory", "conf", "made at install time"
  std::string target;               ///< of a link
};

/// What a change does to the findings.
struct ChangeAnswer {
  std::vector<Finding> broken;   ///< new with the change
  std::vector<Finding> fixed;    ///< gone with the change
  std::uint64_t known = 0;       ///< the same before and after
};

}  // namespace elfgate::model
