// The runs behind `elfgate query`: who provides, who needs, who owns, what an install brings.
#pragma once

#include <string>
#include <vector>

#include "engine/repository.h"
#include "model/query.h"

namespace elfgate::engine {

struct ClosureQuery {
  std::vector<std::string> wanted;  ///< dependency words, together one world
  std::vector<std::string> world;   ///< words of the world that are not asked for now (S8)
  std::string builder;              ///< "apk" (default) or "apko"; ignored for deb
};

/// From the index alone: no package is read. One answer per architecture. Errors: usage for an unknown builder.
base::Result<std::vector<model::ClosureAnswer>> query_closure(const RepositoryOptions& options, const ClosureQuery& query,
                                                              RunContext& context);

/// The name in a dependency word or provide of any package system: what stands before its version.
std::string name_of_word(const std::string& word);

// A repository with the facts that each of the following questions can touch.
base::Result<std::unique_ptr<Repository>> load_for_providers(const RepositoryOptions& options, const std::string& name,
                                                             RunContext& context);
base::Result<std::unique_ptr<Repository>> load_for_needs(const RepositoryOptions& options, const std::string& name,
                                                         RunContext& context);
base::Result<std::unique_ptr<Repository>> load_for_owners(const RepositoryOptions& options, const std::string& path,
                                                          RunContext& context);

/// The name of a package or provide that is most like NAME; empty when nothing is like it.
std::string suggestion_for(const Listed& listed, const std::string& name);

/// NAME is any name; a soname may be written with or without "so:".
std::vector<model::ProviderAnswer> query_providers(const Repository& repository, const std::string& name);

/// Objects with NAME as DT_NEEDED, DT_FILTER, DT_AUXILIARY, DT_AUDIT or DT_DEPAUDIT, or in a dlopen note.
std::vector<model::NeedAnswer> query_needs(const Repository& repository, const std::string& name);

/// Packages that have PATH, under any spelling that a directory link of the repository allows.
std::vector<model::OwnerAnswer> query_owners(const Repository& repository, const std::string& path);

}  // namespace elfgate::engine
