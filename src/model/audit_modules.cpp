#include "model/audit_modules.h"

#include "base/text.h"

namespace elfgate::model {

std::set<std::string> audit_modules_of(const ElfFacts& elf) {
  std::set<std::string> names;
  for (const auto* list : {&elf.audit, &elf.depaudit}) {
    if (list->empty()) continue;  // nearly always, and every file of a repository is asked
    for (const auto name : base::split(*list, ':'))
      if (!name.empty()) names.emplace(name);
  }
  return names;
}

}  // namespace elfgate::model
