// Gzip members, one after another, and which compressed bytes belong to each.
//
// An apk is several gzip members in a row, and their boundaries carry meaning: the SHA-1 of the control member's compressed
// bytes is the package's identity, the SHA-256 of everything after it pins the data (C26, C28). A boundary is found only by
// inflating (C1): there is no length field, and `1f 8b 08` occurs inside compressed data. So members are handed out one by
// one, and an observer sees every compressed byte exactly once, in order, never across a boundary in one call.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "archive/output_guard.h"
#include "base/byte_source.h"

namespace elfgate::archive {

/// Inflates members of a stream. One thread at a time.
class GzipMembers {
 public:
  using Observer = std::function<void(base::Bytes)>;

  /// COMPRESSED outlives the reader. LIMITS bound the output of all members together. BUFFER is the size of one read.
  explicit GzipMembers(base::ByteSource& compressed, StreamLimits limits = {}, std::size_t buffer = 256 * 1024);
  ~GzipMembers();
  GzipMembers(GzipMembers&&) noexcept;

  /// Goes to the next member: false at the end of input. REQUIRES: the current member was read to its end.
  /// Errors: malformed (something else than a member follows), truncated, unsupported.
  base::Result<bool> next();

  /// The unread bytes at hand, at least one unless the input ended; for a look at what kind of file this is.
  base::Result<base::Bytes> peek();

  /// Inflated bytes of the current member; 0 at its end, after CRC and size of its trailer were checked.
  /// Errors: malformed, truncated, mismatch (trailer), limit.
  base::Result<std::size_t> read(std::span<std::uint8_t> buffer);

  /// Who sees the compressed bytes from now on; an empty function for nobody.
  void observe(Observer observer) { observer_ = std::move(observer); }

  /// Compressed bytes consumed so far: at the end of a member, the offset of the next one.
  std::uint64_t offset() const { return guard_.in(); }

  /// From now on, other bounds (the data part may be larger than the control part).
  void set_limits(StreamLimits limits) { guard_ = guard_.with(limits); }

 private:
  struct State;

  base::Result<bool> fill();
  void consume(std::size_t bytes);
  base::Result<std::uint8_t> take_byte();
  base::Result<void> skip_text();
  base::Result<void> read_header();
  base::Result<void> inflate_some(std::span<std::uint8_t> buffer, std::size_t& produced);
  base::Result<void> read_trailer();

  base::ByteSource* compressed_;
  OutputGuard guard_;
  Observer observer_;
  std::vector<std::uint8_t> input_;
  std::size_t begin_ = 0;  ///< unconsumed part of input_
  std::size_t end_ = 0;
  std::uint64_t member_out_ = 0;
  bool in_member_ = false;
  std::unique_ptr<State> state_;
};

/// The members of a stream as one stream of bytes, the way gunzip and apk read it.
class GzipSource final : public base::ByteSource {
 public:
  /// MEMBERS outlives the source. REQUIRES: no current member, or one that was read to its end, or (STARTED) inside one.
  explicit GzipSource(GzipMembers& members, bool started = false) : members_(&members), inside_(started) {}

  base::Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

  /// Members begun by this source.
  std::uint64_t members_seen() const { return seen_; }

 private:
  GzipMembers* members_;
  bool inside_;
  bool ended_ = false;
  std::uint64_t seen_ = 0;
};

}  // namespace elfgate::archive
