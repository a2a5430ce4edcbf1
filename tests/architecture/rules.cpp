#include "rules.h"

#include <algorithm>
#include <array>
#include <regex>

namespace elfgate::architecture {
namespace {

std::string at(const SourceFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line) + ": ";
}

std::string first_component(const std::string& target) {
  const std::size_t slash = target.find('/');
  return slash == std::string::npos ? std::string() : target.substr(0, slash);
}

std::string listed(const std::string& own, const std::set<std::string>& allowed) {
  std::string text = own;
  for (const std::string& room : allowed) text += " " + room;
  return text;
}

bool has_file(const std::vector<SourceFile>& files, const std::string& path) {
  return std::ranges::any_of(files, [&](const SourceFile& file) { return file.path == path; });
}

/// A header without a folder that no file of the tree bears: the build makes it for its room alone.
bool is_generated(const std::vector<SourceFile>& files, const Include& include) {
  return std::ranges::none_of(files, [&](const SourceFile& file) { return file.path.ends_with("/" + include.target); });
}

/// A header without a folder, or of the system's own folders: <vector>, <sys/stat.h>.
bool is_system_header(const Include& include) {
  const std::string folder = first_component(include.target);
  return !include.quoted && (folder.empty() || folder == "sys");
}

struct Library {
  const char* header_prefix;
  const char* rooms;  ///< blank-separated, blanks on both ends
};

constexpr std::array k_libraries{
    Library{"libelf.h", " elf "},
    Library{"gelf.h", " elf "},
    Library{"LIEF/", " elf "},
    Library{"sqlite3.h", " store "},
    Library{"flatbuffers/", " store "},
    Library{"isa-l/", " archive "},
    Library{"lzma.h", " archive "},
    Library{"zstd.h", " archive "},
    Library{"openssl/", " base repo "},
    Library{"yaml-cpp/", " audit "},
    Library{"pugixml.hpp", " report "},
    Library{"tl/expected.hpp", " base "},
    Library{"nlohmann/", " elf repo report diff "},
};

}  // namespace

Breaches forbidden_rooms(const std::vector<SourceFile>& files, const RoomTable& table) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    const std::string room = room_of(file.path);
    const auto row = table.find(room);
    if (row == table.end()) {
      breaches.push_back(file.path + ": lies in no room of docs/architecture.md");
      continue;
    }
    for (const Include& include : includes_of(file)) {
      const std::string target = first_component(include.target);
      if (!include.quoted && !table.contains(target)) continue;
      if (target == room || row->second.contains(target)) continue;
      if (room == "api" && target == "elfgate") continue;
      if (target.empty() && is_generated(files, include)) continue;
      breaches.push_back(at(file, include.line) + "includes \"" + include.target + "\"; room " + room +
                         " may include: " + listed(room, row->second));
    }
  }
  return breaches;
}

Breaches forbidden_in_command(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    for (const Include& include : includes_of(file)) {
      const std::string folder = first_component(include.target);
      const bool own = include.quoted && folder.empty() && has_file(files, "tools/elfgate/" + include.target);
      if (own || folder == "elfgate" || folder == "CLI" || is_system_header(include)) continue;
      breaches.push_back(at(file, include.line) + "includes \"" + include.target +
                         "\"; the command may include: elfgate/ CLI/ its own headers and the system's");
    }
  }
  return breaches;
}

Breaches forbidden_in_public_headers(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    for (const Include& include : includes_of(file)) {
      if (first_component(include.target) == "elfgate" || (!include.quoted && first_component(include.target).empty()))
        continue;
      breaches.push_back(at(file, include.line) + "includes \"" + include.target +
                         "\"; a public header may include: elfgate/ and the standard library");
    }
  }
  return breaches;
}

Breaches parallelism_outside_engine(const std::vector<SourceFile>& files) {
  static const std::regex header(
      R"(^(tbb/|oneapi/|pthread\.h|threads\.h|(mutex|shared_mutex|thread|condition_variable|future|semaphore|barrier|latch|stop_token)$))");
  static const std::regex word(R"(\b(thread_local|_Thread_local|__thread)\b)");
  Breaches breaches;
  for (const SourceFile& file : files) {
    if (room_of(file.path) == "engine") continue;
    for (const Include& include : includes_of(file)) {
      if (std::regex_search(include.target, header)) {
        breaches.push_back(at(file, include.line) + "includes <" + include.target +
                           ">; threads and locks: only in room engine");
      }
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (std::regex_search(code_of(file.lines[i]), word)) {
        breaches.push_back(at(file, i + 1) + "thread-local state; allowed only in room engine");
      }
    }
  }
  return breaches;
}

Breaches libraries_outside_their_room(const std::vector<SourceFile>& files) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    const std::string room = room_of(file.path);
    for (const Include& include : includes_of(file)) {
      const auto library = std::ranges::find_if(
          k_libraries, [&](const Library& known) { return include.target.starts_with(known.header_prefix); });
      if (library == k_libraries.end()) continue;
      if (std::string(library->rooms).find(" " + room + " ") != std::string::npos) continue;
      breaches.push_back(at(file, include.line) + "includes <" + include.target + ">; allowed rooms:" + library->rooms);
    }
  }
  return breaches;
}

Breaches files_longer_than(const std::vector<SourceFile>& files, std::size_t cap) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    if (file.lines.size() <= cap) continue;
    breaches.push_back(at(file, file.lines.size()) + "the file has " + std::to_string(file.lines.size()) +
                       " lines, allowed are " + std::to_string(cap));
  }
  return breaches;
}

Breaches naming_any_of(const std::vector<SourceFile>& files, const std::vector<std::string>& machine_paths) {
  Breaches breaches;
  for (const SourceFile& file : files) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string& path : machine_paths) {
        if (file.lines[i].find(path) != std::string::npos) {
          breaches.push_back(at(file, i + 1) + "names " + path + ", a directory of one machine");
        }
      }
    }
  }
  return breaches;
}

}  // namespace elfgate::architecture
