// An examination as bytes that outlive the run: a process that examines the same installation again takes it from the store.
//
// Ids are run-local and never leave a process, so files are written as "item 3 of the installation's member 17"; the members
// are the same wherever the key of the record is the same (audit/examination_key.h). The closure is not in the record: whoever
// has the key has just made it.
#pragma once

#include <string>
#include <string_view>

#include "audit/examination.h"

namespace elfgate::audit {

/// Changes with every change of the record's layout.
inline constexpr std::uint32_t k_record_layout = 1;

/// EXAMINATION, which was made in an installation of MEMBERS, as bytes. Empty when it names a file outside of them: such an
/// examination cannot be kept.
std::string pack(const World& world, const std::vector<PackageId>& members, const Examination& examination);

/// Fills OUT, which begin_examination() made, from RECORD. False when the record is damaged, or when a name that was looked for
/// in all packages has another answer now; OUT is then to be dropped. Any bytes may be given.
bool unpack(const World& world, const std::vector<PackageId>& members, std::string_view record, Examination& out);

/// What a record says of one file that programs load.
struct ReachedFile {
  std::uint64_t member = 0;  ///< position among the members of the installation, from 0
  std::uint64_t item = 0;    ///< position among the member's files
  std::uint32_t programs = 0;
};

/// The part of a record that can be read without the facts it was made of.
struct Footprint {
  std::vector<ReachedFile> reached;
  Examination counted;  ///< its numbers; ids in it mean nothing
};

/// Reads RECORD of an installation of MEMBERS packages. False when it is damaged. Any bytes may be given.
bool read_footprint(std::string_view record, std::size_t members, Footprint& out);

}  // namespace elfgate::audit
