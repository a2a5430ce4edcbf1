#include "loader/glibc/process.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/vpath.h"
#include "loader/glibc/versions.h"

namespace elfgate::loader::glibc {

using model::EdgeKind;
using model::Found;
using model::LinkStatus;
using model::Refusal;

namespace {

constexpr ImageId k_program = 0;
constexpr const char* k_vdso_name = "linux-vdso.so.1";
constexpr std::uint64_t k_df_1_noopen = 0x40;
constexpr unsigned k_keeps_stack = 41;  // dlopen makes no stack executable any more

// R7.3: without PT_GNU_STACK the machine decides.
bool wants_executable_stack(const model::ElfFacts& elf) {
  if (elf.exec_stack != model::ExecStack::no_header) return elf.exec_stack == model::ExecStack::yes;
  return elf.machine == model::k_em_x86_64 || elf.machine == model::k_em_386;
}
constexpr std::uint32_t k_others_read = 0004;
constexpr std::size_t k_preload_name = 4096;        // SECURE_PATH_LIMIT: longer words of LD_PRELOAD are dropped
constexpr std::size_t k_secure_preload_name = 255;  // SECURE_NAME_LIMIT

// The file is cut at '#' and line ends the way ld.so does it: looking for the next '#' only as far from the start of the file
// as there is text left behind the last comment, so that a comment far down is taken for names.
std::vector<std::string> preload_file_words(std::string text) {
  std::size_t left = text.size();
  while (left > 0) {
    auto at = text.find('#');
    if (at >= left) break;
    left -= at;
    do text[at] = ' ';
    while (--left > 0 && text[++at] != '\n');
  }
  std::vector<std::string> words;
  const auto last = text.find_last_of(" \t\n:");
  const std::string_view unfinished = std::string_view(text).substr(last == std::string::npos ? 0 : last + 1);
  const std::string_view lines = std::string_view(text).substr(0, text.size() - unfinished.size());
  for (const auto word : base::words(lines.substr(0, lines.find('\0')), ": \t\n")) words.emplace_back(word);
  if (!unfinished.empty()) words.emplace_back(unfinished.substr(0, unfinished.find('\0')));
  return words;
}

}  // namespace

model::LinkMap Process::run() && {
  map_.loader = "glibc";
  if (!start_program()) {
    publish();
    return std::move(map_);
  }
  Nodes nodes({{k_program}}, &pool_);
  reserved_.assign(images_.size(), false);
  reserved_[k_program] = true;
  preload_all(nodes);
  const bool mapped = map_.status != LinkStatus::fatal && map_dependencies(nodes);
  if (mapped) {
    list_objects(nodes);
    for (const auto& path : request_.dlopened) {
      if (map_.status == LinkStatus::fatal) break;
      open_plugin(path);
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

bool Process::start_program() {
  auto walked = walk_.resolve(request_.program, settings_.cwd);
  if (walked.error != WalkError::none || walked.entry.kind != EntryKind::regular)
    return refuse_program(LinkStatus::not_loadable, request_.program + ": no such file");
  const auto* fact = walked.entry.fact;
  Image image;
  image.fact = fact;
  image.file = walked.entry.file;
  image.real = walked.real;
  image.called = request_.program;
  if (fact == nullptr || fact->content != model::FileContent::elf) {
    images_.add(std::move(image), false);
    return refuse_program(LinkStatus::not_loadable, request_.program + ": " + model::reason_of(check_header(fact, target_)));
  }
  const auto& elf = fact->elf;
  map_.uses_install_time_link = walked.install_time;
  target_ = {elf.elf_class, elf.data, elf.machine, settings_.glibc_minor, is_debian(settings_.system_dirs)};
  secure_ = settings_.secure || (elf.interp && is_secure(*fact));
  // Its name stays empty, even where ld.so was started by hand and told a name (R2.7).
  image.origin =
      settings_.canonical_origin ? std::string(base::dirname(image.real)) : Search::origin_of(request_.program, settings_.cwd);
  images_.add(std::move(image), false);
  search_.emplace(walk_, settings_, target_, secure_, images_, map_);

  if (!elf.interp && (elf.type == model::k_et_exec || elf.is_pie())) return refuse_program(LinkStatus::static_program, {});
  auto refusal = check_header(fact, target_);
  if (refusal == Refusal::none) refusal = check_segments(elf, target_, true);
  if (refusal == Refusal::none && !elf.has_dynamic) refusal = Refusal::no_dynamic;
  // The kernel does not look at most of the header; what it starts anyway, ld.so does not refuse either.
  const bool kernel_starts = elf.interp && (refusal == Refusal::bad_osabi || refusal == Refusal::bad_abi_version ||
                                            refusal == Refusal::ident_padding || refusal == Refusal::bad_ident_version ||
                                            refusal == Refusal::bad_version || refusal == Refusal::misaligned_load);
  if (refusal != Refusal::none && !kernel_starts)
    return refuse_program(refusal == Refusal::no_dynamic ? LinkStatus::fatal : LinkStatus::not_loadable,
                          request_.program + ": " + model::reason_of(refusal));
  add_interpreter();
  add_vdso();
  return true;
}

void Process::add_interpreter() {
  const auto& program = *images_[k_program].elf();
  map_.interp = program.interp ? *program.interp : usual_interp(walk_, target_.machine, target_.elf_class);
  Image image;
  image.path = map_.interp;
  image.how = Found::interp;
  image.name = map_.interp;
  auto walked = walk_.resolve(map_.interp, settings_.cwd);
  if (program.interp && !map_.interp.starts_with('/')) map_.depends_on_cwd = true;
  if (walked.error == WalkError::none && walked.entry.kind == EntryKind::regular) {
    image.file = walked.entry.file;
    image.real = walked.real;
    if (walked.entry.fact != nullptr && walked.entry.fact->content == model::FileContent::elf) {
      image.fact = walked.entry.fact;
    }
    map_.uses_install_time_link |= walked.install_time;
  }
  interp_ = images_.add(std::move(image), false);
  if (const auto* elf = images_[interp_].elf(); elf != nullptr && elf->soname) images_.add_name(interp_, *elf->soname);
}

void Process::add_vdso() {
  Image image;
  image.path = k_vdso_name;
  image.name = k_vdso_name;
  image.how = Found::vdso;
  vdso_ = images_.add(std::move(image), false);
}

void Process::preload_all(Nodes& nodes) {
  for (const auto& entry : settings_.preload) preload(entry, false, nodes);
  const auto file = walk_.resolve("/etc/ld.so.preload");
  const auto* text = file.error == WalkError::none ? walk_.view().conf(file.real) : nullptr;
  const auto* fact = file.entry.fact;
  if (text == nullptr || (fact != nullptr && (fact->mode & k_others_read) == 0)) return;
  for (const auto& word : preload_file_words(*text)) preload(word, true, nodes);
}

void Process::preload(const std::string& name, bool from_file, Nodes& nodes) {
  if (name.empty()) return;
  if (!from_file && (name.size() >= k_preload_name || (secure_ && name.find('/') != std::string::npos))) return;
  if (secure_ && !from_file && name.size() >= k_secure_preload_name) return;
  Query query{.name = name, .requester = k_program, .secure_preload = secure_};
  Found how = Found::missing;
  const auto before = images_.size();
  const auto id = open(query, &how);
  if (id == k_no_image) return;  // a message of the loader, nothing more (R10.5)
  if (id >= before) images_[id].how = Found::preload;
  reserved_.resize(images_.size(), false);
  if (reserved_[id] || id < before) return;
  reserved_[id] = true;
  nodes.push_back({id});
}

bool Process::map_dependencies(Nodes& nodes) {
  for (auto at = nodes.begin(); at != nodes.end();) {
    auto next = nodes.end();
    if (++processed_ > base::limits::k_link_map_objects)
      return stop("more than " + std::to_string(base::limits::k_link_map_objects) +
                      " objects (k_link_map_objects), or filters that name each other for ever",
                  model::k_no_object);
    if (!process(nodes, at, next)) return false;
    if (next == nodes.end()) next = std::next(at);
    while (next != nodes.end() && next->done) ++next;
    at = next;
  }
  return true;
}

bool Process::process(Nodes& nodes, Nodes::iterator self, Nodes::iterator& first_filtee) {
  self->done = true;
  const auto from = self->image;
  const auto* elf = images_[from].elf();
  if (elf == nullptr || from == interp_) return true;
  for (const auto& tag : elf->edges) {
    ImageId found = k_no_image;
    if (!resolve_tag(from, tag, &found)) return false;
    if (found == k_no_image) continue;
    reserved_.resize(images_.size(), false);
    if (tag.kind != EdgeKind::needed) {
      insert_filtee(nodes, self, found, first_filtee);
    } else if (!reserved_[found]) {
      reserved_[found] = true;
      nodes.push_back({found});
    }
  }
  return true;
}

// R10.2: a filtee stands before its filter, in the breadth-first list and in the loader's list. One that stands there already
// stays; one that comes later is moved.
void Process::insert_filtee(Nodes& nodes, Nodes::iterator self, ImageId filtee, Nodes::iterator& first_filtee) {
  if (reserved_[filtee]) {
    auto late = std::next(self);
    while (late != nodes.end() && late->image != filtee) ++late;
    if (late == nodes.end()) return;
    nodes.erase(late);
  }
  reserved_[filtee] = true;
  const auto node = nodes.insert(self, {filtee});
  if (first_filtee == nodes.end()) first_filtee = node;
  images_.move_before(filtee, self->image);
}

bool Process::stop(std::string reason, std::uint32_t edge) {
  map_.status = LinkStatus::fatal;
  map_.fatal_reason = std::move(reason);
  map_.fatal_edge = edge;
  return false;
}

bool Process::resolve_tag(ImageId from, const model::DynamicEdge& tag, ImageId* found) {
  if (++resolved_ > base::limits::k_link_map_edges) return stop("too many dependencies (k_link_map_edges)", model::k_no_object);
  if (search_->text_bytes() + told_ > base::limits::k_link_map_text)
    return stop("too long search paths (k_link_map_text), as of filters that name each other for ever", model::k_no_object);
  if (!settings_.every_edge && tag.name.find('$') == std::string::npos) {
    const auto loaded = images_.find(tag.name);
    if (loaded != k_no_image && (loaded != interp_ || reserved_[interp_])) {
      *found = loaded;
      return true;
    }
  }
  const auto index = static_cast<std::uint32_t>(map_.edges.size());
  auto& edge = map_.edges.emplace_back();
  edge.from = from;
  edge.kind = tag.kind;
  edge.name = tag.name;
  if (has_token(tag.name)) {
    if (secure_) {
      edge.refused_path = tag.name;
      return stop(tag.name + ": DST not allowed in SUID/SGID programs", index);
    }
    auto expanded = expand_tokens(tag.name, search_->tokens_of(images_[from]));
    if (!expanded) return true;  // R3.7
    edge.name = std::move(*expanded);
  }
  const std::string name = edge.name;
  Query query{.name = name, .requester = from};
  const auto id = open(query, &edge.how);
  auto& done = map_.edges[index];
  done.trace = std::move(query.trace);
  done.refusal = query.refusal;
  done.refused_path = std::move(query.refused_path);
  if (id != k_no_image) {
    done.to = id;
    if (settings_.trace) tell_places(done, from);
    *found = id;
    return true;
  }
  tell_places(done, from);
  if (map_.status == LinkStatus::fatal) {
    map_.fatal_edge = index;
    return false;
  }
  if (query.outcome == Outcome::fatal) {
    if (tag.kind == EdgeKind::auxiliary) return true;
    // What is found out while mapping is said of the name that was asked for.
    const bool mapping = refused_while_mapping(done.refusal);
    return stop((mapping ? name : done.refused_path) + ": " + model::reason_of(done.refusal), index);
  }
  if (tag.kind != EdgeKind::auxiliary) map_.status = LinkStatus::missing;
  *found = add_placeholder(name, index);
  return true;
}

void Process::tell_places(model::Edge& edge, ImageId requester) {
  edge.searched = search_->places(edge.name, requester);
  for (const auto& place : edge.searched) told_ += place.size();
}

Found Process::how_loaded(ImageId id) const {
  return id == interp_ ? Found::interp : id == vdso_ ? Found::vdso : Found::loaded;
}

ImageId Process::open(Query& query, Found* how) {
  if (const auto loaded = images_.find(query.name); loaded != k_no_image) {
    query.refusal = Refusal::none;
    *how = how_loaded(loaded);
    if (settings_.trace) {
      const auto label = search_->label(loaded);
      query.trace.push_back({"already loaded", label, Refusal::none, "R1.3", "answers to " + std::string(query.name)});
    }
    return loaded;
  }
  search_->open(query);
  if (query.refusal == Refusal::damaged_cache)
    stop(std::string("the dynamic linker crashes: /etc/ld.so.cache: ") + model::reason_of(query.refusal), model::k_no_object);
  if (query.outcome != Outcome::accept) return k_no_image;
  *how = query.how;
  return map_file(query);
}

ImageId Process::map_file(Query& query) {
  map_.uses_install_time_link |= query.walked.install_time;
  if (const auto same = images_.find_file(query.walked.entry.file); same != k_no_image) {
    images_.add_name(same, query.name);
    return same;
  }
  Image image;
  image.fact = query.walked.entry.fact;
  image.file = query.walked.entry.file;
  image.real = std::move(query.walked.real);
  image.path = query.path;
  image.name = query.name;
  image.loader = query.requester;
  image.how = query.how;
  return images_.add(std::move(image), true);
}

ImageId Process::add_placeholder(std::string name, std::uint32_t edge) {
  Image image;
  image.path = name;
  image.name = std::move(name);
  image.placeholder = true;
  image.edge = edge;
  image.how = Found::missing;
  return images_.add(std::move(image), false);
}

// ld.so leaves its own list, and comes back behind the object that precedes it in the breadth-first list when something asked
// for it. Where a filter of the program put it in front of everything, it trips over that.
bool Process::place_interpreter(const Nodes& nodes) {
  if (images_.chain().front() == interp_)
    return stop("the dynamic linker crashes: it is a filtee of the program", model::k_no_object);
  images_.take_out(interp_);
  ImageId before = k_no_image;
  for (const auto& node : nodes) {
    if (images_[node.image].placeholder) continue;
    if (node.image == interp_) break;
    before = node.image;
  }
  const bool asked_for = reserved_[interp_] && before != k_no_image;
  if (asked_for) images_.move_behind(interp_, before);
  return asked_for;
}

// What trace mode prints: the loader's list from behind the program on.
void Process::list_objects(const Nodes& nodes) {
  std::vector<bool> listed(images_.size(), true);
  reserved_.resize(images_.size(), false);
  listed[interp_] = place_interpreter(nodes);
  if (map_.status == LinkStatus::fatal) return;
  check_versions(images_, listed, k_program, settings_, map_);
  bool behind_program = false;
  for (const auto id : images_.chain()) {
    if (behind_program && listed[id]) map_.listing.push_back({id, images_[id].edge});
    behind_program |= id == k_program;
  }
  for (ImageId id = 0; id < images_.size() && map_.status != LinkStatus::fatal; ++id) {
    const auto* elf = images_[id].elf();
    if (elf == nullptr || target_.machine != model::k_em_x86_64) continue;
    if (elf->x86_isa_needed >> settings_.cpu_level != 0)
      stop((id == k_program ? request_.program : images_[id].path) + ": " + model::reason_of(Refusal::isa_level),
           model::k_no_object);
  }
}

// R7.3: an image from FIRST on wants an executable stack, and none that is loaded has made it so.
bool Process::stack_is_in_the_way(ImageId first) const {
  if (settings_.glibc_minor < k_keeps_stack) return false;
  bool wanted = false;
  for (ImageId id = 0; id < images_.size(); ++id) {
    const auto* elf = images_[id].elf();
    if (elf == nullptr || id == interp_ || !wants_executable_stack(*elf)) continue;
    if (id < first) return false;
    wanted = true;
  }
  return wanted;
}

// R2.8 with an absolute path and no caller: the object has no loader.
void Process::open_plugin(const std::string& path) {
  const auto first = static_cast<ImageId>(images_.size());
  const auto status = map_.status;
  Query query{.name = path};
  Found how = Found::missing;
  const auto id = open(query, &how);
  if (id != k_no_image && (images_[id].elf()->dt_flags_1 & k_df_1_noopen) != 0) query.refusal = Refusal::not_for_dlopen;
  if (id == k_no_image || query.refusal != Refusal::none) {
    map_.failed_opens.push_back({path, query.refusal});
    images_.forget(first);
    return;
  }
  if (id < first) return;  // loaded by the start
  Nodes nodes({{id}}, &pool_);
  reserved_.assign(images_.size(), false);
  for (ImageId known = 0; known < first; ++known) reserved_[known] = true;
  reserved_[id] = true;
  map_.status = LinkStatus::ok;
  const bool mapped = map_dependencies(nodes);
  if (mapped) check_versions(images_, std::vector<bool>(images_.size(), true), first, settings_, map_);
  if (map_.status == LinkStatus::ok && stack_is_in_the_way(first)) {
    map_.failed_opens.push_back({path, Refusal::exec_stack});
    images_.forget(first);
  }
  if (map_.status != LinkStatus::ok) images_.forget(first);
  if (map_.status == LinkStatus::ok) map_.status = status;
}

// Internal ids count placeholders; those of the map do not.
void Process::publish() {
  std::vector<std::uint32_t> index(images_.size(), model::k_no_object);
  map_.objects.reserve(images_.size());
  for (ImageId id = 0; id < images_.size(); ++id) {
    auto& image = images_[id];
    if (image.placeholder) continue;
    index[id] = static_cast<std::uint32_t>(map_.objects.size());
    auto& object = map_.objects.emplace_back();
    object.path = image.path.empty() ? request_.program : std::move(image.path);
    object.real = std::move(image.real);
    object.file = image.file;
    object.loader = image.loader == k_no_image ? model::k_no_object : index[image.loader];
    object.how = image.how;
    object.name = std::move(image.name);
  }
  const auto translate = [&](std::uint32_t& id) {
    if (id != model::k_no_object) id = index[id];
  };
  for (auto& edge : map_.edges) {
    translate(edge.from);
    translate(edge.to);
  }
  for (auto& problem : map_.versions) {
    translate(problem.from);
    translate(problem.provider);
  }
  for (auto& line : map_.listing) translate(line.object);
}

}  // namespace elfgate::loader::glibc
