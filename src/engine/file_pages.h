// An open file as a view of which pages are read when somebody is about to look at them. It is not a mapped file: one that is
// cut while it is mapped ends the process that looks at it, here it is an error.
#pragma once

#include <cstdint>
#include <vector>

#include "base/on_demand.h"
#include "engine/page_space.h"

namespace elfgate::engine {

/// Takes address space for the whole file, memory for what is looked at.
class FilePages final : public base::OnDemand {
 public:
  /// The first SIZE bytes of FD in SPACE; both outlive the view, and SPACE serves nobody else meanwhile. HEAD: bytes from the
  /// start of the file that were read already.
  FilePages(int fd, std::uint64_t size, PageSpace& space, base::Bytes head = {});
  FilePages(const FilePages&) = delete;
  FilePages& operator=(const FilePages&) = delete;

  base::Bytes bytes() const { return {begin_, size_}; }
  void want(base::Bytes part) override;

  /// The errno of what went wrong first; ESTALE when the file became shorter than SIZE. 0: nothing did.
  int failure() const { return failure_; }

 private:
  void take_head(base::Bytes head);
  void read_pages(std::size_t first, std::size_t end);

  int fd_;
  PageSpace& space_;
  std::uint8_t* begin_ = nullptr;
  std::size_t size_ = 0;
  std::vector<bool> there_;  // by page
  int failure_ = 0;
};

}  // namespace elfgate::engine
