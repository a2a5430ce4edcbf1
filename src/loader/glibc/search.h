// How glibc turns one name into one file: the lists of section 2, the cache, the default directories, and for every candidate
// the three outcomes of section 7.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loader/candidate.h"
#include "loader/glibc/images.h"
#include "loader/tokens.h"

namespace elfgate::loader::glibc {

/// A name to open and what came of it.
struct Query {
  std::string_view name;
  ImageId requester = k_no_image;
  bool secure_preload = false;  ///< a preload of a secure process (R10.5)

  Outcome outcome = Outcome::skip;
  Walked walked;
  std::string path;  ///< of the accepted or fatal candidate, as opened
  model::Found how = model::Found::missing;
  model::Refusal refusal = model::Refusal::absent;  ///< the most telling one
  std::string refused_path;
  std::vector<model::TraceStep> trace;
};

class Search {
 public:
  Search(PathWalk& walk, const LoaderSettings& settings, const Target& target, bool secure, Images& images, model::LinkMap& map)
      : walk_(walk),
        settings_(settings),
        target_(target),
        secure_(secure),
        images_(images),
        map_(map),
        dirs_(walk, settings, target.machine),
        legacy_(legacy_cpu(settings, target.machine)) {}

  /// Opens query.name: as it is when it has a slash (R1.8), by search otherwise.
  void open(Query& query);

  /// "RUNPATH of /usr/bin/x: /opt/lib" ...: where open() looks for NAME, in order.
  std::vector<std::string> places(std::string_view name, ImageId requester);

  /// The values of the tokens for IMAGE.
  TokenValues tokens_of(Image& image) const;

  /// The directory part of the text an object was opened by (R3.9); a relative text starts at the working directory.
  static std::string origin_of(const std::string& path, const std::string& cwd);

  /// Bytes of the texts of all search path elements so far.
  std::uint64_t text_bytes() const { return dirs_.text_bytes(); }

  /// How the object is called in explanations.
  std::string label(ImageId id) const;

 private:
  enum class ListKind : std::uint8_t { rpath, library_path, runpath, cache, defaults, path };
  struct Source {
    ListKind kind = ListKind::path;
    ImageId owner = k_no_image;
  };

  std::string describe(const Source& source) const;
  const SearchList& rpath_of(ImageId id);
  const SearchList& runpath_of(ImageId id);
  const SearchList& library_path();
  const SearchList& default_dirs();
  OriginTrust trust_of(ImageId id) const;
  SearchList split_of(ImageId id, const std::optional<std::string>& text);
  /// Calls VISIT(list, source) for the lists in front of the cache until it returns true.
  template <typename Visit>
  bool each_list(ImageId requester, Visit&& visit);
  const model::ElfFacts* flags_of(ImageId requester) const;

  void open_path(Query& query);
  bool try_list(Query& query, const SearchList& list, const Source& source);
  Outcome try_place(Query& query, const Place& place, const Source& source);
  bool try_cache(Query& query);
  StartMemory::CacheAnswer ask_cache(std::string_view name, std::uint32_t flags) const;
  void note_levels(Query& query, const Element& element, const Source& source);
  Outcome judge(Query& query, Walked walked, std::string path, const Source& source);
  // What a trace says beside its candidates (search_remarks.cpp).
  void remark(Query& query, const Source& source, const SearchList& list) const;
  void remark_left_out(Query& query, const Source& source, const std::optional<std::string>& text) const;
  void remark_rpaths_skipped(Query& query) const;
  void remark_entry(Query& query, const CacheEntry* entry, std::uint32_t flags) const;
  std::string heritage(ImageId requester, ImageId owner) const;
  void note(Query& query, const Source& source, std::string_view path, model::Refusal refusal, const char* rule,
            const char* detail = "") const;

  PathWalk& walk_;
  const LoaderSettings& settings_;
  const Target& target_;
  bool secure_;
  Images& images_;
  model::LinkMap& map_;
  SearchDirs dirs_;
  LegacyCpu legacy_;
  std::optional<SearchList> library_path_;
  std::optional<SearchList> default_dirs_;
  // When the first name is not there, ld.so asks whether the directory is, by its path without the slash: "/" leaves "", which
  // is not (glibc dl-load.c:open_path).
  enum class RootDir : std::uint8_t { unknown, there, gone } root_dir_ = RootDir::unknown;
};

}  // namespace elfgate::loader::glibc
