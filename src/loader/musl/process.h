// One simulated start under musl (section 11). Nothing here is shared with glibc but path resolution: names match by the base
// name of the file that was found, both run paths are inherited, and the first file that opens is final.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "loader/loader.h"

namespace elfgate::loader::musl {

using ImageId = std::uint32_t;
inline constexpr ImageId k_no_image = model::k_no_object;

struct Image {
  const model::FileFact* fact = nullptr;  ///< null for an interpreter that is not in the view
  model::FileId file = model::FileId::none;
  std::string path;  ///< the text it was opened by
  std::string real;
  std::string name;        ///< the text it was first asked for by
  std::string short_name;  ///< what a later bare name is compared with; empty when it was opened by a path
  ImageId needed_by = k_no_image;
  model::Found how = model::Found::program;
  enum class PathState : std::uint8_t { unknown, usable, ignored } path_state = PathState::unknown;
  std::string search_path;  ///< RUNPATH, else RPATH, with $ORIGIN replaced
};

class Process {
 public:
  Process(PathWalk& walk, const LoaderSettings& settings, const LoadRequest& request)
      : walk_(walk), settings_(settings), request_(request) {}

  /// REQUIRES: called once.
  model::LinkMap run() &&;

 private:
  /// One search and where it ended.
  struct Opened {
    bool open = false;   ///< a file was opened; it is final, good or bad
    bool ended = false;  ///< an error that forbids every further list
    Walked walked;
    std::string path;
    model::Found how = model::Found::missing;
    model::Refusal refusal = model::Refusal::absent;
    std::string refused_path;
  };

  bool start_program();
  void add_interpreter();
  bool refuse_program(model::LinkStatus status, std::string reason);
  void preload_all();
  bool load_dependencies(ImageId first);
  bool load_needed(ImageId from, const std::string& name);

  ImageId load(const std::string& name, ImageId needed_by, model::Edge& edge);
  ImageId take_file(Opened& opened, const std::string& name, ImageId needed_by, model::Edge& edge);
  Opened search(const std::string& name, ImageId needed_by, std::vector<model::TraceStep>* trace);
  void open_in(Opened& opened, const std::string& name, std::string_view list, const std::string& label, model::Found how,
               std::vector<model::TraceStep>* trace);
  bool open_file(Opened& opened, Walked walked, std::string path, const std::string& label, model::Found how,
                 std::vector<model::TraceStep>* trace);
  ImageId self(model::Edge& edge, const std::string& name, std::size_t reserved);
  std::vector<std::string> places(const std::string& name, ImageId needed_by);

  /// What a trace says beside its candidates (remarks.cpp).
  void remark_path(ImageId id, ImageId needed_by, std::vector<model::TraceStep>* trace);
  std::string remark_on(const Walked& walked, model::Refusal refusal) const;
  std::string path_label(ImageId id) const;
  const std::string& search_path_of(ImageId id);
  const std::string& system_path();
  void open_plugin(const std::string& path);
  void publish();
  ImageId add(Image image);

  PathWalk& walk_;
  const LoaderSettings& settings_;
  const LoadRequest& request_;
  bool secure_ = false;
  bool fixed_address_taken_ = false;  ///< by an ET_EXEC file
  std::uint16_t machine_ = 0;
  std::uint8_t elf_class_ = 0;
  std::uint8_t data_ = 0;
  model::LinkMap map_;
  std::vector<Image> images_;
  std::unordered_map<std::string, ImageId> short_names_;
  std::unordered_map<std::uint32_t, ImageId> files_;
  std::optional<std::string> system_path_;
  std::uint32_t reported_ = 0;  // reserved names already listed (R11.9)
};

}  // namespace elfgate::loader::musl
