#include "loader/musl/process.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "loader/candidate.h"
#include "loader/musl/names.h"

namespace elfgate::loader::musl {

using model::Edge;
using model::Found;
using model::LinkStatus;
using model::Refusal;
using model::TraceStep;

namespace {

constexpr ImageId k_program = 0;
constexpr ImageId k_interp = 1;
constexpr std::size_t k_name_max = 255;
constexpr std::size_t k_buffer = 512;  // of paths: a candidate with its NUL (R11.4), what /proc/self/exe says

// Errors of open(2) behind which the search goes on (R11.6).
bool goes_on(WalkError error) {
  return error != WalkError::link_loop;
}

// What musl refuses of a file it has opened: it looks at the type, the program headers and PT_DYNAMIC, never at class or
// machine; a file of the other byte order shows no type it knows.
Refusal refuse_file(const ViewEntry& entry, std::uint8_t elf_class, std::uint8_t data) {
  if (entry.kind == EntryKind::directory) return Refusal::is_directory;
  const auto* fact = entry.fact;
  if (entry.kind == EntryKind::other) return Refusal::too_short;
  if (entry.kind != EntryKind::regular || fact == nullptr) return Refusal::no_elf_magic;
  switch (fact->content) {
    case model::FileContent::too_short: return Refusal::too_short;
    case model::FileContent::text:
    case model::FileContent::script: return Refusal::no_elf_magic;
    case model::FileContent::broken_elf: return Refusal::broken;
    case model::FileContent::elf: break;
  }
  const auto& elf = fact->elf;
  if (elf.elf_class != elf_class) return Refusal::other_class;
  if (elf.data != data) return Refusal::other_endianness;
  if (elf.type != model::k_et_dyn && elf.type != model::k_et_exec) return Refusal::bad_type;
  if (!elf.phentsize_ok) return Refusal::bad_phentsize;
  if (!elf.has_dynamic) return Refusal::no_dynamic;
  if (!elf.has_load) return Refusal::no_load_segment;
  return Refusal::none;
}

}  // namespace

model::LinkMap Process::run() && {
  map_.loader = "musl";
  if (start_program()) {
    preload_all();
    if (load_dependencies(k_program)) {
      for (const auto& path : request_.dlopened) open_plugin(path);
    }
  }
  publish();
  return std::move(map_);
}

bool Process::refuse_program(LinkStatus status, std::string reason) {
  map_.status = status;
  map_.fatal_reason = std::move(reason);
  return false;
}

ImageId Process::add(Image image) {
  images_.push_back(std::move(image));
  return static_cast<ImageId>(images_.size() - 1);
}

bool Process::start_program() {
  const auto walked = walk_.resolve(request_.program, settings_.cwd);
  if (walked.error != WalkError::none || walked.entry.kind != EntryKind::regular)
    return refuse_program(LinkStatus::not_loadable, request_.program + ": no such file");
  const auto* fact = walked.entry.fact;
  map_.uses_install_time_link = walked.install_time;
  add({.fact = fact, .file = walked.entry.file, .path = request_.program, .real = walked.real, .name = request_.program});
  if (fact == nullptr || fact->content != model::FileContent::elf)
    return refuse_program(LinkStatus::not_loadable, request_.program + ": not an ELF file");
  const auto& elf = fact->elf;
  machine_ = elf.machine;
  elf_class_ = elf.elf_class;
  data_ = elf.data;
  secure_ = settings_.secure || (elf.interp && is_secure(*fact));
  if (!elf.interp && (elf.type == model::k_et_exec || elf.is_pie())) return refuse_program(LinkStatus::static_program, {});
  if (const auto refusal = refuse_file(walked.entry, elf_class_, data_); refusal != Refusal::none)
    return refuse_program(refusal == Refusal::no_dynamic ? LinkStatus::fatal : LinkStatus::not_loadable,
                          request_.program + ": " + model::reason_of(refusal));
  fixed_address_taken_ = elf.type == model::k_et_exec;
  add_interpreter();
  return true;
}

void Process::add_interpreter() {
  const auto& program = images_[k_program].fact->elf;
  map_.interp = program.interp ? *program.interp : usual_interp(walk_, machine_, elf_class_);
  Image image;
  image.path = map_.interp;
  image.name = map_.interp;
  image.how = Found::interp;
  image.path_state = Image::PathState::ignored;
  const auto walked = walk_.resolve(map_.interp, settings_.cwd);
  if (program.interp && !map_.interp.starts_with('/')) map_.depends_on_cwd = true;
  if (walked.error == WalkError::none && walked.entry.kind == EntryKind::regular) {
    image.fact = walked.entry.fact;
    image.file = walked.entry.file;
    image.real = walked.real;
  }
  add(std::move(image));
  map_.listing.push_back({k_interp, model::k_no_object});
}

void Process::preload_all() {
  if (secure_) return;
  for (const auto& name : settings_.preload) {
    Edge edge;
    const auto before = images_.size();
    const auto id = load(name, k_no_image, edge);
    if (id != k_no_image && id >= before) images_[id].how = Found::preload;
  }
}

bool Process::load_dependencies(ImageId first) {
  for (ImageId from = first; from < images_.size(); ++from) {
    if (from == k_interp || images_[from].fact == nullptr) continue;
    if (images_.size() > base::limits::k_link_map_objects)
      return refuse_program(LinkStatus::fatal, "too many objects (k_link_map_objects)");
    for (const auto& tag : images_[from].fact->elf.edges) {
      if (tag.kind != model::EdgeKind::needed) continue;
      if (!load_needed(from, tag.name)) return false;
    }
  }
  return true;
}

bool Process::load_needed(ImageId from, const std::string& name) {
  if (map_.edges.size() >= base::limits::k_link_map_edges)
    return refuse_program(LinkStatus::fatal, "too many dependencies (k_link_map_edges)");
  const auto index = static_cast<std::uint32_t>(map_.edges.size());
  map_.edges.emplace_back();
  Edge edge;
  edge.from = from;
  edge.name = name;
  edge.to = load(name, from, edge);
  if (edge.to == k_no_image || settings_.trace) edge.searched = places(name, from);
  if (edge.to == k_no_image) {
    map_.status = LinkStatus::missing;
    map_.listing.push_back({model::k_no_object, index});
  }
  map_.edges[index] = std::move(edge);
  return true;
}

// R11.2, the seven steps.
ImageId Process::load(const std::string& name, ImageId needed_by, Edge& edge) {
  if (name.empty()) return k_no_image;
  const bool bare = name.find('/') == std::string::npos;
  if (bare) {
    const auto reserved = reserved_name(name);
    if (reserved != k_not_reserved) return self(edge, name, reserved);
  }
  if (name == images_[k_interp].name) return self(edge, name, k_not_reserved);
  Opened opened;
  auto* trace = settings_.trace ? &edge.trace : nullptr;
  if (!bare) {
    if (!name.starts_with('/')) map_.depends_on_cwd = true;
    auto walked = walk_.resolve(name, settings_.cwd);
    open_file(opened, std::move(walked), name, "path", Found::path, trace);
  } else {
    if (const auto loaded = short_names_.find(name); loaded != short_names_.end()) {
      edge.how = Found::loaded;
      if (trace != nullptr) trace->push_back({"already loaded", images_[loaded->second].path, Refusal::none, "R11.2", {}});
      return loaded->second;
    }
    if (name.size() > k_name_max) {
      edge.refusal = Refusal::name_too_long;
      edge.refused_path = name;
      return k_no_image;
    }
    opened = search(name, needed_by, trace);
  }
  return take_file(opened, name, needed_by, edge);
}

ImageId Process::take_file(Opened& opened, const std::string& name, ImageId needed_by, Edge& edge) {
  edge.refusal = opened.refusal;
  edge.refused_path = std::move(opened.refused_path);
  if (!opened.open) return k_no_image;
  map_.uses_install_time_link |= opened.walked.install_time;
  const bool by_search = opened.how != Found::path;
  const std::string short_name = by_search ? std::string(base::basename(opened.path)) : std::string();
  const auto file = opened.walked.entry.file;
  if (file != model::FileId::none) {
    if (const auto same = files_.find(static_cast<std::uint32_t>(file)); same != files_.end()) {
      auto& image = images_[same->second];
      edge.how = opened.how;
      edge.refusal = Refusal::none;
      if (by_search && image.short_name.empty()) {
        image.short_name = std::string(base::basename(image.path));
        const auto holder = short_names_.emplace(image.short_name, same->second).first;
        holder->second = std::min(holder->second, same->second);  // the list is searched from its start
      }
      return same->second;
    }
  }
  edge.refusal = refuse_file(opened.walked.entry, elf_class_, data_);
  if (edge.refusal == Refusal::none && opened.walked.entry.fact->elf.type == model::k_et_exec) {
    // They are linked for one address, and it is never moved.
    if (fixed_address_taken_) edge.refusal = Refusal::address_taken;
    fixed_address_taken_ = true;
  }
  edge.refused_path = edge.refusal == Refusal::none ? std::string() : opened.path;
  if (edge.refusal != Refusal::none) return k_no_image;
  const auto& elf = opened.walked.entry.fact->elf;
  if (elf.is_libc) return self(edge, "libc.so", reserved_name("libc.so"));
  // A foreign machine is mapped like any other file, and fails later (R11.6).
  if (elf.machine != machine_) {
    edge.refusal = Refusal::other_machine;
    edge.refused_path = opened.path;
  }
  edge.how = opened.how;
  Image image;
  image.fact = opened.walked.entry.fact;
  image.file = file;
  image.path = std::move(opened.path);
  image.real = std::move(opened.walked.real);
  image.name = name;
  image.short_name = short_name;
  image.needed_by = needed_by;
  image.how = opened.how;
  const auto id = add(std::move(image));
  if (!short_name.empty()) short_names_.emplace(short_name, id);
  if (file != model::FileId::none) files_.emplace(static_cast<std::uint32_t>(file), id);
  map_.listing.push_back({id, model::k_no_object});
  return id;
}

// The name means musl itself. ldd mode says so once for each reserved name.
ImageId Process::self(Edge& edge, const std::string& name, std::size_t reserved) {
  edge.how = Found::interp;
  edge.refusal = Refusal::none;
  edge.refused_path.clear();
  if (settings_.trace)
    edge.trace.push_back({"already loaded", images_[k_interp].path, Refusal::none, "R11.2", "names musl itself"});
  if (reserved != k_not_reserved && (reported_ >> reserved & 1) == 0) {
    reported_ |= 1U << reserved;
    map_.reserved_names.push_back(name);
    map_.listing.push_back({k_interp, model::k_no_object, static_cast<std::uint32_t>(map_.reserved_names.size() - 1)});
  }
  return k_interp;
}

Process::Opened Process::search(const std::string& name, ImageId needed_by, std::vector<TraceStep>* trace) {
  Opened opened;
  if (!secure_ && !settings_.library_path.empty())
    open_in(opened, name, settings_.library_path, "LD_LIBRARY_PATH", Found::ld_library_path, trace);
  for (auto id = needed_by; id != k_no_image && !opened.open && !opened.ended; id = images_[id].needed_by) {
    if (trace != nullptr) remark_path(id, needed_by, trace);
    const auto& path = search_path_of(id);
    if (path.empty()) continue;
    const auto how = images_[id].fact->elf.runpath ? Found::runpath : Found::rpath;
    open_in(opened, name, path, path_label(id), how, trace);
  }
  if (!opened.open && !opened.ended) open_in(opened, name, system_path(), "default", Found::default_dir, trace);
  return opened;
}

void Process::open_in(Opened& opened, const std::string& name, std::string_view list, const std::string& label, Found how,
                      std::vector<TraceStep>* trace) {
  for (const auto dir : base::words(list, ":\n")) {
    if (dir.size() + 1 + name.size() >= k_buffer) continue;
    if (!dir.starts_with('/')) map_.depends_on_cwd = true;
    std::string path(dir);
    path.append("/").append(name);
    auto walked = walk_.resolve_in(walk_.directory(dir, settings_.cwd), name);
    if (open_file(opened, std::move(walked), std::move(path), label, how, trace)) return;
  }
}

// True when the list is done with.
bool Process::open_file(Opened& opened, Walked walked, std::string path, const std::string& label, Found how,
                        std::vector<TraceStep>* trace) {
  auto refusal = refusal_of(walked.error);
  if (refusal == Refusal::none && !walked.readable) refusal = Refusal::unreadable;
  if (trace != nullptr) {
    const auto shown = refusal == Refusal::none ? refuse_file(walked.entry, elf_class_, data_) : refusal;
    trace->push_back({label, path, shown, "R11.6", refusal == Refusal::none ? remark_on(walked, shown) : std::string()});
  }
  if (refusal == Refusal::none) {
    opened.open = true;
    opened.how = how;
    opened.refusal = Refusal::none;
    opened.walked = std::move(walked);
    opened.path = std::move(path);
    return true;
  }
  if (refusal != Refusal::absent && opened.refusal == Refusal::absent) {
    opened.refusal = refusal;
    opened.refused_path = path;
  }
  opened.ended = !goes_on(walked.error);
  return opened.ended;
}

const std::string& Process::search_path_of(ImageId id) {
  auto& image = images_[id];
  if (image.path_state != Image::PathState::unknown) return image.search_path;
  image.path_state = Image::PathState::ignored;
  if (image.fact == nullptr) return image.search_path;
  const auto& elf = image.fact->elf;
  const auto& text = elf.runpath ? elf.runpath : elf.rpath;
  if (!text) return image.search_path;
  if (text->find('$') == std::string::npos) {
    image.search_path = *text;
    return image.search_path;
  }
  const bool program = id == k_program;
  if (secure_ && (program || !image.path.starts_with('/'))) return image.search_path;  // R11.7
  const bool by_kernel = program && settings_.canonical_origin;
  if (by_kernel && image.real.size() >= k_buffer) return image.search_path;
  const auto& from = by_kernel ? image.real : image.path;
  if (auto expanded = expand_origin(*text, origin_of(from))) {
    image.search_path = std::move(*expanded);
    image.path_state = Image::PathState::usable;
  }
  return image.search_path;
}

const std::string& Process::system_path() {
  if (system_path_) return *system_path_;
  system_path_.emplace();
  const auto file = walk_.resolve(path_file(images_[k_interp].name, machine_), settings_.cwd);
  if (file.error == WalkError::absent) {
    for (const auto& dir : settings_.system_dirs) system_path_->append(system_path_->empty() ? "" : ":").append(dir);
  } else if (file.error == WalkError::none && file.readable) {
    if (const auto* text = walk_.view().conf(file.real)) *system_path_ = text->substr(0, text->find('\0'));
  }
  return *system_path_;
}

std::vector<std::string> Process::places(const std::string& name, ImageId needed_by) {
  if (name.find('/') != std::string::npos) return {"path: " + name};
  std::vector<std::string> lines;
  const auto add_list = [&](std::string_view list, const std::string& label) {
    for (const auto dir : base::words(list, ":\n")) lines.push_back(label + ": " + std::string(dir));
  };
  if (!secure_) add_list(settings_.library_path, "LD_LIBRARY_PATH");
  for (auto id = needed_by; id != k_no_image; id = images_[id].needed_by) add_list(search_path_of(id), path_label(id));
  add_list(system_path(), "default");
  return lines;
}

// dlopen makes the program the requester, whoever calls it.
void Process::open_plugin(const std::string& path) {
  const auto first = static_cast<ImageId>(images_.size());
  Edge edge;
  const auto id = load(path, k_program, edge);
  if (id == k_no_image) {
    map_.failed_opens.push_back({path, edge.refusal});
    return;
  }
  const auto status = map_.status;
  map_.status = LinkStatus::ok;
  load_dependencies(first);
  if (map_.status == LinkStatus::ok) {
    map_.status = status;
  } else {
    std::erase_if(short_names_, [&](const auto& entry) { return entry.second >= first; });
    std::erase_if(files_, [&](const auto& entry) { return entry.second >= first; });
  }
}

void Process::publish() {
  for (auto& image : images_) {
    auto& object = map_.objects.emplace_back();
    object.path = image.path;
    object.real = std::move(image.real);
    object.file = image.file;
    object.loader = image.needed_by;
    object.how = image.how;
    object.name = std::move(image.name);
  }
}

}  // namespace elfgate::loader::musl
