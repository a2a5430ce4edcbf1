// Every bound on input, in one place, each with its reason. A bound that is hit is an error with
// ErrorCode::limit that names the constant; nothing is ever clamped silently.
#pragma once

#include <cstdint>

namespace elfgate::base::limits {

inline constexpr std::uint64_t k_kib = 1024;
inline constexpr std::uint64_t k_mib = 1024 * k_kib;
inline constexpr std::uint64_t k_gib = 1024 * k_mib;

// --- apk and deb containers (apk-semantics X6, X7, X14) ---
inline constexpr std::uint64_t k_control_bytes = 10 * k_mib;        ///< inflated control part; apko's own limit
inline constexpr std::uint64_t k_data_bytes = 16 * k_gib;           ///< inflated data part; apko's own limit
inline constexpr std::uint64_t k_index_bytes = 300 * k_mib;         ///< inflated APKINDEX or Packages
inline constexpr std::uint64_t k_index_line = 1 * k_mib;            ///< one line of an index; coq has 72 KiB (I7)
inline constexpr std::uint64_t k_index_records = 1'000'000;         ///< packages of one index (X14)
inline constexpr std::uint64_t k_pax_bytes = 1 * k_mib;             ///< one PAX header (X7)
inline constexpr std::uint64_t k_name_bytes = 4096;                 ///< a path or link target: PATH_MAX
inline constexpr std::uint64_t k_signature_bytes = 64 * k_kib;      ///< a signature entry; apk skips larger ones (C29)
inline constexpr std::uint64_t k_script_bytes = 256 * k_kib;        ///< a maintainer script (C23)
inline constexpr std::uint64_t k_entries = 4'000'000;               ///< entries of one package; linux-firmware has thousands
inline constexpr std::uint64_t k_package_path_bytes = 256 * k_mib;  ///< all names of one package; linux-headers have 3 MiB
inline constexpr std::uint64_t k_inflate_ratio = 1200;              ///< deflate cannot exceed 1032:1; xz and zstd can
inline constexpr std::uint64_t k_ratio_floor = 64 * k_mib;          ///< the ratio is judged only above this output
inline constexpr std::uint64_t k_decoder_memory = 256 * k_mib;      ///< window of xz/zstd; Debian's xz -9 asks for 65 MiB

// --- ELF (X19) ---
inline constexpr std::uint64_t k_elf_file_bytes = 4 * k_gib;   ///< one ELF file in memory; libLLVM has 0.15 GiB
inline constexpr std::uint64_t k_program_headers = 65'535;     ///< e_phnum without PN_XNUM
inline constexpr std::uint64_t k_dynamic_entries = 1'000'000;  ///< entries of PT_DYNAMIC; libreoffice has 400
inline constexpr std::uint64_t k_elf_string = 64 * k_kib;      ///< soname, RUNPATH, version name; nix has 8 KiB RUNPATHs
inline constexpr std::uint64_t k_versions = 65'536;            ///< verdef/verneed records: their index has 16 bits
inline constexpr std::uint64_t k_elf_text = 64 * k_mib;        ///< all strings kept of one file; chromium has 20 KiB
inline constexpr std::uint64_t k_note_bytes = 1 * k_mib;       ///< one PT_NOTE segment
inline constexpr std::uint64_t k_note_bytes_of_file =
    4 * k_mib;  ///< all note segments of one file: 65,535 may share their bytes

// --- configuration inside packages ---
inline constexpr std::uint64_t k_conf_bytes = 1 * k_mib;    ///< one ld.so.conf piece
inline constexpr std::uint64_t k_conf_include_depth = 16;   ///< nested include lines of ld.so.conf
inline constexpr std::uint64_t k_conf_files = 4096;         ///< files of one ld.so.conf; Debian has a dozen
inline constexpr std::uint64_t k_cache_bytes = 64 * k_mib;  ///< a real ld.so.cache of a root
inline constexpr std::uint64_t k_path_list = 1 * k_mib;     ///< text of a search path list after expansion

// --- virtual root (R12.2, the kernel's own numbers) ---
inline constexpr unsigned k_symlinks_followed = 40;
inline constexpr std::uint64_t k_component = 255;
inline constexpr std::uint64_t k_path = 4096;

// --- a root file system on disk ---
inline constexpr unsigned k_root_depth = 256;                ///< directories open at once; 1024 descriptors are usual
inline constexpr std::uint64_t k_root_entries = 50'000'000;  ///< files of one tree

// --- the run ---
inline constexpr std::uint64_t k_baseline_bytes = 256 * k_mib;  ///< a JSON report; one finding has a kilobyte
inline constexpr std::uint64_t k_scenario_bytes = 16 * k_mib;   ///< a scenario is written by a person
inline constexpr std::uint64_t k_link_map_objects = 20'000;     ///< objects of one process; chromium loads 150
inline constexpr std::uint64_t k_link_map_text =
    16 * k_mib;  ///< texts of the search paths of one process, and of what is told of them
inline constexpr std::uint64_t k_link_map_edges = 1'000'000;  ///< tags of all its objects; chromium has 1,500

// --- the network: a server may be slow, wrong or hostile ---
inline constexpr unsigned k_redirects = 5;                        ///< mirrors need one or two; more is a loop
inline constexpr unsigned k_transfer_attempts = 5;                ///< of one file without progress: half a minute of pauses
inline constexpr unsigned k_stall_seconds = 30;                   ///< below k_slowest_bytes_per_second for so long: broken
inline constexpr unsigned k_slowest_bytes_per_second = 100;       ///< a server that drips is as good as gone
inline constexpr unsigned k_longest_wait_seconds = 30;            ///< between attempts, whatever the server asks for
inline constexpr unsigned k_connections = 8;                      ///< to one server at once; browsers have six
inline constexpr unsigned k_failed_packages = 10;                 ///< one after the other: the server is gone, not the packages
inline constexpr std::uint64_t k_progress_bytes = 64 * k_kib;     ///< an attempt that brought so much was none in vain
inline constexpr std::uint64_t k_package_file_bytes = 8 * k_gib;  ///< of a package whose index does not say; cuda has 3 GiB
inline constexpr std::uint64_t k_etag_bytes = 1024;               ///< a server's name for a state of a file

// --- the facts store: our own file, yet any file may lie there ---
inline constexpr std::uint64_t k_facts_bytes = 512 * k_mib;  ///< encoded facts of one package; SQLite's rows end at 1 GB
inline constexpr std::uint64_t k_facts_tables = 16'000'000;  ///< FlatBuffers tables of one blob: four per entry of k_entries
inline constexpr std::uint32_t k_facts_depth = 16;           ///< nested FlatBuffers tables; the grammar has 4 levels
inline constexpr std::uint64_t k_snapshot_bytes = 1900 * k_mib;  ///< of a snapshot, inflated; FlatBuffers end at 2 GiB
inline constexpr std::uint64_t k_facts_growth = 256;          ///< decoded bytes per encoded byte: shared strings are copied out
inline constexpr std::uint64_t k_outcome_bytes = 64 * k_mib;  ///< findings of one repository; one has a kilobyte
inline constexpr std::uint64_t k_outcome_growth = 128;        ///< decoded bytes for each byte of an outcome; texts are shared

}  // namespace elfgate::base::limits
