// The index as it is asked by somebody whose questions are noted (index/questions.h), or by somebody whose are not.
#pragma once

#include "base/vpath.h"
#include "index/questions.h"
#include "index/repository_index.h"
#include "model/term.h"

namespace elfgate::index {

/// Answers what RepositoryIndex answers, under the same names. What is looked for by a name is noted; what is asked of a
/// package by its id is not, unless its facts are not there. Cheap to copy; borrows both. One thread at a time where there is a
/// list.
class Asking {
 public:
  Asking() = default;
  /// LIST: where to note; null: nowhere.
  explicit Asking(const RepositoryIndex& all, Questions* list = nullptr) : all_(&all), list_(list) {}

  /// The index itself, for who asks inside of an installation: that is not a question to all packages.
  const RepositoryIndex& inside() const { return *all_; }

  const std::string& arch() const { return all_->arch(); }
  const model::PackageList& packages() const { return all_->packages(); }
  const model::PackageRef& package(PackageId id) const { return all_->package(id); }
  const model::PackageFacts* facts(PackageId id) const {
    const auto* facts = all_->facts(id);
    if (facts == nullptr && list_ != nullptr) list_->unread.push_back({all_, id});
    return facts;
  }
  FileOfPackage file(FileId id) const { return all_->file(id); }
  std::uint32_t file_count() const { return all_->file_count(); }
  FileId file_id(PackageId package, std::uint32_t item) const { return all_->file_id(package, item); }

  std::span<const Located> at(std::string_view path) const { return note(TermKind::path, path), all_->at(path); }
  bool has_directory(std::string_view path) const {
    return note_existence(TermKind::directory, path, !all_->directory_owners(path).empty());
  }
  std::vector<PackageId> other_file_owners(std::string_view dir, std::string_view name) const {
    if (list_ != nullptr) note(TermKind::path, base::join(dir, name));
    return all_->other_file_owners(dir, name);
  }
  std::span<const FileId> with_soname(std::string_view soname) const {
    return note(TermKind::name, soname), all_->with_soname(soname);
  }
  std::span<const PathOfPackage> with_name(std::string_view name) const {
    return note(TermKind::name, name), all_->with_name(name);
  }
  bool has_name(std::string_view name) const { return note_existence(TermKind::name, name, !all_->with_name(name).empty()); }
  std::span<const std::string_view> with_stem(std::string_view stem) const {
    return note(TermKind::stem, stem), all_->with_stem(stem);
  }
  std::vector<FileId> needing_versions_of(std::string_view file) const {
    return note(TermKind::need, file), all_->needing_versions_of(file);
  }
  std::span<const PackageId> built_from(std::string_view origin) const {
    return note(TermKind::origin, origin), all_->built_from(origin);
  }

 private:
  using TermKind = model::TermKind;

  void note(TermKind kind, std::string_view text) const {
    if (list_ != nullptr) list_->words.push_back(model::term(kind, text));
  }
  bool note_existence(TermKind kind, std::string_view text, bool found) const {
    if (list_ != nullptr) (found ? list_->existing : list_->words).push_back(model::term(kind, text));
    return found;
  }

  const RepositoryIndex* all_ = nullptr;
  Questions* list_ = nullptr;
};

}  // namespace elfgate::index
