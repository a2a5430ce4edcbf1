// elfgate query: questions to a repository. Values in, values out; same rules as elfgate.hpp.
#pragma once

#include "elfgate/elfgate.hpp"

namespace elfgate {

/// What of an answer is written down: a very large one takes longer to write than to find.
enum class AnswerForms { both, text, json };

/// An answer, for people and for programs (docs/formats/query.md).
struct QueryAnswer {
  Status status = Status::failed;  ///< clean: answered; findings: the answer is "no" (cannot be installed, nothing found,
                                   ///< something breaks); incomplete: nothing found, and something could not be read
  std::string error;               ///< when status is failed
  std::string text;                ///< empty when only JSON was wanted
  std::string json;                ///< empty when only text was wanted
};

struct ClosureQueryOptions : RunOptions {
  std::vector<std::string> packages;  ///< dependency words, installed together: one world
  std::vector<std::string> world;     ///< what is in the world already: as the base, and has to exist
  std::string builder;                ///< "apk" or "apko"; empty: apk (or deb's own rules for debs)
  bool why = false;                   ///< text says why each package comes along
  AnswerForms forms = AnswerForms::both;
};

/// What an install of the packages brings, in install order. Reads the index only.
ELFGATE_API QueryAnswer query_closure(const ClosureQueryOptions& options);

/// Who provides NAME, where the library is, and which one an install takes.
ELFGATE_API QueryAnswer query_provides(const RunOptions& options, const std::string& name,
                                       AnswerForms forms = AnswerForms::both);

/// Every object that asks for SONAME.
ELFGATE_API QueryAnswer query_needs(const RunOptions& options, const std::string& soname,
                                    AnswerForms forms = AnswerForms::both);

/// Packages that have PATH.
ELFGATE_API QueryAnswer query_owns(const RunOptions& options, const std::string& path, AnswerForms forms = AnswerForms::both);

struct WhatIfOptions : CheckOptions {
  std::vector<std::string> remove;    ///< package names that leave
  std::vector<std::string> withdraw;  ///< NAME=VERSION that leave
  std::vector<std::string> replace;   ///< package files, or directories of them, that come in
  AnswerForms forms = AnswerForms::both;
};

/// What a change breaks and fixes. status is findings when it breaks anything at or above fail_on.
ELFGATE_API QueryAnswer what_if(const WhatIfOptions& options);

}  // namespace elfgate
