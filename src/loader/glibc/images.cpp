#include "loader/glibc/images.h"

#include <algorithm>

namespace elfgate::loader::glibc {

ImageId Images::add(Image made, bool by_file) {
  const auto id = static_cast<ImageId>(images_.size());
  const auto& image = images_.emplace_back(std::move(made));
  learn(image.path, id, false);
  learn(image.name, id, false);
  if (const auto* elf = image.elf(); elf != nullptr && elf->soname) learn(*elf->soname, id, true);
  // A file that is mapped again is mapped because its first object cannot be found any more.
  if (by_file && image.file != model::FileId::none) files_[static_cast<std::uint32_t>(image.file)] = id;
  chain_.push_back(id);
  return id;
}

std::uint32_t Images::first_holder(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? k_no_image : found->second;
}

void Images::learn(std::string_view name, ImageId id, bool by_soname) {
  auto& first = names_.try_emplace(name, k_no_image).first->second;
  for (auto at = first; at != k_no_image; at = holders_[at].next) {
    auto& holder = holders_[at];
    if (holder.id != id) continue;
    holder.by_soname = holder.by_soname && by_soname;
    return;
  }
  holders_.push_back({id, by_soname, first});
  first = static_cast<std::uint32_t>(holders_.size() - 1);
}

void Images::add_name(ImageId id, std::string_view name) {
  const bool known = names_.find(name) != names_.end();
  learn(known ? name : std::string_view(texts_.emplace_back(name)), id, false);
}

ImageId Images::first_in_chain(ImageId a, ImageId b) const {
  if (!moved_) return std::min(a, b);
  return *std::find_if(chain_.begin(), chain_.end(), [&](ImageId id) { return id == a || id == b; });
}

ImageId Images::find(std::string_view name) {
  ImageId best = k_no_image;
  const auto first = first_holder(name);
  for (auto at = first; at != k_no_image; at = holders_[at].next) {
    const auto id = holders_[at].id;
    if (id == k_no_image || images_[id].placeholder || precedes_program(id)) continue;
    best = best == k_no_image ? id : first_in_chain(best, id);
  }
  // A match by soname makes it a name, which the version check then knows (R9.2).
  for (auto at = first; at != k_no_image && best != k_no_image; at = holders_[at].next)
    if (holders_[at].id == best) holders_[at].by_soname = false;
  return best;
}

ImageId Images::find_named(std::string_view name, const std::vector<bool>& listed, bool preceding) const {
  ImageId best = k_no_image;
  for (auto at = first_holder(name); at != k_no_image; at = holders_[at].next) {
    const auto& [id, by_soname, next] = holders_[at];
    if (id == k_no_image || by_soname || !listed[id] || precedes_program(id) != preceding) continue;
    if (preceding && images_[id].placeholder) continue;
    best = best == k_no_image ? id : first_in_chain(best, id);
  }
  return best;
}

ImageId Images::find_file(model::FileId file) const {
  const auto found = files_.find(static_cast<std::uint32_t>(file));
  return found == files_.end() || precedes_program(found->second) ? k_no_image : found->second;
}

void Images::move_before(ImageId id, ImageId before) {
  constexpr ImageId program = 0;
  std::erase(chain_, id);
  chain_.insert(std::find(chain_.begin(), chain_.end(), before), id);
  moved_ = true;
  if (before != program && !precedes_program(before)) return;
  if (hidden_.size() <= id) hidden_.resize(id + 1);
  hidden_[id] = true;
}

void Images::take_out(ImageId id) {
  std::erase(chain_, id);
  moved_ = true;
}

void Images::move_behind(ImageId id, ImageId after) {
  std::erase(chain_, id);
  chain_.insert(std::find(chain_.begin(), chain_.end(), after) + 1, id);
  moved_ = true;
}

void Images::forget(ImageId first) {
  for (auto& holder : holders_)
    if (holder.id != k_no_image && holder.id >= first) holder.id = k_no_image;
  std::erase_if(files_, [&](const auto& entry) { return entry.second >= first; });
  std::erase_if(chain_, [&](ImageId id) { return id >= first; });
}

}  // namespace elfgate::loader::glibc
