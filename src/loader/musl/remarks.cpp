// What a trace says beside the candidates: whose path is searched on whose behalf, which path is void, and what musl does not
// look at in a file it has opened. Nothing here changes what is found.
#include "loader/musl/process.h"

namespace elfgate::loader::musl {

std::string Process::path_label(ImageId id) const {
  const bool runpath = images_[id].fact != nullptr && images_[id].fact->elf.runpath.has_value();
  return (runpath ? "RUNPATH of " : "RPATH of ") + images_[id].path;
}

void Process::remark_path(ImageId id, ImageId needed_by, std::vector<model::TraceStep>* trace) {
  const auto* fact = images_[id].fact;
  if (fact == nullptr) return;
  const auto& text = fact->elf.runpath ? fact->elf.runpath : fact->elf.rpath;
  if (!text || text->empty()) return;
  const auto say = [&](const char* rule, std::string detail) {
    trace->push_back({path_label(id), {}, model::Refusal::none, rule, std::move(detail)});
  };
  if (search_path_of(id).empty()) {
    if (secure_) return say("R11.7", "void: a secure process does not take a '$' here");
    return say("R11.5", "void: it holds a '$' that does not begin $ORIGIN");
  }
  if (id == needed_by) return;
  std::string through;
  for (auto at = images_[needed_by].needed_by; at != id; at = images_[at].needed_by)
    through = images_[at].path + (through.empty() ? "" : " -> ") + through;
  say("R11.3",
      through.empty() ? "inherited: it was the first to ask for " + images_[needed_by].path : "inherited through " + through);
}

std::string Process::remark_on(const Walked& walked, model::Refusal refusal) const {
  if (refusal != model::Refusal::none) return "the first file that opens is final";
  const auto* fact = walked.entry.fact;
  if (fact != nullptr && fact->elf.machine != machine_) return "of another machine, which musl does not look at";
  return {};
}

}  // namespace elfgate::loader::musl
