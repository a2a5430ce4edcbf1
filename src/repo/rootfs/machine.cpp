#include "repo/rootfs/machine.h"

#include <algorithm>
#include <array>
#include <map>

#include "repo/rootfs/descriptor.h"

namespace elfgate::repo {

namespace {

struct Machine {
  std::uint16_t machine;
  std::uint8_t elf_class;
  std::uint8_t data;
  const char* arch;
};

constexpr std::array<Machine, 12> k_machines = {{{62, 2, 1, "x86_64"},
                                                 {183, 2, 1, "aarch64"},
                                                 {3, 1, 1, "x86"},
                                                 {40, 1, 1, "armhf"},
                                                 {243, 2, 1, "riscv64"},
                                                 {243, 1, 1, "riscv32"},
                                                 {21, 2, 1, "ppc64le"},
                                                 {21, 2, 2, "ppc64"},
                                                 {22, 2, 2, "s390x"},
                                                 {258, 2, 1, "loongarch64"},
                                                 {8, 2, 1, "mips64el"},
                                                 {8, 1, 1, "mipsel"}}};

constexpr std::array<const char*, 8> k_dirs = {"usr/bin", "bin", "usr/sbin", "sbin", "usr/lib", "lib", "usr/lib64", "lib64"};
constexpr std::size_t k_files_per_dir = 400;  ///< a sample is enough; /usr/bin of a full system has thousands

void count_files(int dir, std::map<std::string, std::size_t>& counts) {
  std::size_t looked_at = 0;
  for (const auto& name : names_in(dir).value_or(std::vector<std::string>{})) {
    if (++looked_at > k_files_per_dir) return;
    const auto file = open_file_at(dir, name);
    if (!file) continue;
    std::array<std::uint8_t, 20> header{};
    DescriptorSource source(file->get());
    const auto got = base::read_full(source, header);
    const auto arch = arch_of_elf(base::Bytes(header).first(got.value_or(0)));
    if (!arch.empty()) ++counts[arch];
  }
}

void count_dir(int root, const std::string& path, std::map<std::string, std::size_t>& counts) {
  const auto dir = open_directory_below(root, path);
  if (!dir) return;
  count_files(dir->get(), counts);
  if (!path.ends_with("lib")) return;
  for (const auto& name : names_in(dir->get()).value_or(std::vector<std::string>{})) {
    if (name.find("-linux-") == std::string::npos) continue;
    const auto multiarch = open_directory_at(dir->get(), name);
    if (multiarch) count_files(multiarch->get(), counts);
  }
}

}  // namespace

std::string arch_of_elf(base::Bytes header) {
  if (header.size() < 20 || base::as_text(header.first(4)) !=
                                "\x7F"
                                "ELF")
    return "";
  const std::uint8_t elf_class = header[4], data = header[5];
  const auto machine = base::read_number(header, 18, 2, data == 2);
  const auto* found = std::find_if(k_machines.begin(), k_machines.end(), [&](const Machine& known) {
    return known.machine == *machine && known.elf_class == elf_class && known.data == data;
  });
  return found == k_machines.end() ? "" : found->arch;
}

std::string arch_of_tree(int root) {
  std::map<std::string, std::size_t> counts;
  for (const char* dir : k_dirs) count_dir(root, dir, counts);
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "noarch" : most->first;
}

}  // namespace elfgate::repo
