#include "loader/glibc/images.h"

#include <algorithm>

namespace elfgate::loader::glibc {

ImageId Images::add(Image image, bool by_file) {
  const auto id = static_cast<ImageId>(images_.size());
  learn(image.path, id, false);
  for (const auto& name : image.names) learn(name, id, false);
  if (const auto* elf = image.elf(); elf != nullptr && elf->soname) learn(*elf->soname, id, true);
  // A file that is mapped again is mapped because its first object cannot be found any more.
  if (by_file && image.file != model::FileId::none) files_[static_cast<std::uint32_t>(image.file)] = id;
  images_.push_back(std::move(image));
  chain_.push_back(id);
  return id;
}

void Images::learn(std::string_view name, ImageId id, bool by_soname) {
  auto& holders = holders_[std::string(name)];
  for (auto& holder : holders) {
    if (holder.id != id) continue;
    holder.by_soname = holder.by_soname && by_soname;
    return;
  }
  holders.push_back({id, by_soname});
}

void Images::add_name(ImageId id, std::string_view name) {
  auto& names = images_[id].names;
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  learn(name, id, false);
}

ImageId Images::first_in_chain(ImageId a, ImageId b) const {
  if (!moved_) return std::min(a, b);
  return *std::find_if(chain_.begin(), chain_.end(), [&](ImageId id) { return id == a || id == b; });
}

ImageId Images::find(std::string_view name) {
  const auto found = holders_.find(std::string(name));
  if (found == holders_.end()) return k_no_image;
  ImageId best = k_no_image;
  for (const auto& holder : found->second) {
    if (images_[holder.id].placeholder || precedes_program(holder.id)) continue;
    best = best == k_no_image ? holder.id : first_in_chain(best, holder.id);
  }
  // A match by soname makes it a name, which the version check then knows (R9.2).
  if (best != k_no_image) {
    for (auto& holder : found->second)
      if (holder.id == best) holder.by_soname = false;
  }
  return best;
}

ImageId Images::find_named(std::string_view name, const std::vector<bool>& listed, bool preceding) const {
  const auto found = holders_.find(std::string(name));
  if (found == holders_.end()) return k_no_image;
  ImageId best = k_no_image;
  for (const auto& holder : found->second) {
    if (holder.by_soname || !listed[holder.id] || precedes_program(holder.id) != preceding) continue;
    if (preceding && images_[holder.id].placeholder) continue;
    best = best == k_no_image ? holder.id : first_in_chain(best, holder.id);
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
  for (auto& [name, holders] : holders_) std::erase_if(holders, [&](const Holder& holder) { return holder.id >= first; });
  std::erase_if(files_, [&](const auto& entry) { return entry.second >= first; });
  std::erase_if(chain_, [&](ImageId id) { return id >= first; });
}

}  // namespace elfgate::loader::glibc
