// What every form of the store shares: keys, and the two sealed parts of encoded facts.
#include "store/store.h"

#include "facts_grammar_digest.h"
#include "store/codec.h"
#include "store/seal.h"
#include "store/terms.h"

namespace elfgate::store {

namespace {

const char* name_of(model::PackageSystem system) {
  switch (system) {
    case model::PackageSystem::none: return "none";
    case model::PackageSystem::apk: return "apk";
    case model::PackageSystem::deb: return "deb";
  }
  return "none";
}

}  // namespace

const char* facts_grammar_built() {
  return ELFGATE_FACTS_GRAMMAR;
}

std::string facts_key(const model::PackageRef& package) {
  if (package.identity.empty()) return {};
  return std::string(name_of(package.system)) + " " + package.identity + " " + std::to_string(package.size);
}

StoredFacts encode(const std::string& key, const model::PackageFacts& facts) {
  const std::string linkage = encode_linkage(facts), paths = encode_paths(facts);
  if (linkage.empty() || paths.empty()) return {key, {}, {}, {}};
  return {key, seal(SealedPart::linkage, key, linkage), seal(SealedPart::paths, key, paths),
          encode_terms(key, terms_of(facts))};
}

base::Result<model::PackageFacts> decode(const StoredFacts& stored, Parts parts) {
  ELFGATE_TRY_ASSIGN(const auto linkage, unseal(SealedPart::linkage, stored.key, stored.linkage));
  ELFGATE_TRY_ASSIGN(auto facts, decode_linkage(linkage));
  if (parts == Parts::linkage) return facts;
  ELFGATE_TRY_ASSIGN(const auto paths, unseal(SealedPart::paths, stored.key, stored.paths));
  ELFGATE_TRY_ASSIGN(facts.other_paths, decode_paths(paths));
  return facts;
}

base::Result<void> visit_other_paths(const StoredFacts& stored,
                                     const std::function<void(std::string_view, std::string_view)>& visit) {
  ELFGATE_TRY_ASSIGN(const auto paths, unseal(SealedPart::paths, stored.key, stored.paths));
  return visit_paths(paths, visit);
}

std::string default_store_path(const std::string& xdg_cache_home, const std::string& home) {
  const auto is_absolute = [](const std::string& path) { return !path.empty() && path[0] == '/'; };
  if (is_absolute(xdg_cache_home)) return xdg_cache_home + "/elfgate/facts.sqlite";
  if (is_absolute(home)) return home + "/.cache/elfgate/facts.sqlite";
  return {};
}

}  // namespace elfgate::store
