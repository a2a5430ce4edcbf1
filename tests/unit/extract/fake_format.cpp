#include "fake_format.h"

namespace elfgate::extract::test {
namespace {

const FakePackage* current = nullptr;

base::Result<void> read(const model::PackageRef&, repo::EntrySink& sink) {
  ELFGATE_TRY(sink.metadata(current->metadata));
  for (const auto& [name, content] : current->scripts) ELFGATE_TRY(sink.script(name, content));
  for (const auto& note : current->notes) sink.note(note);
  for (const auto& [entry, content] : current->entries) {
    base::MemorySource source(base::as_bytes(content));
    ELFGATE_TRY(sink.entry(entry, source));
  }
  if (current->before_failure) current->before_failure();
  if (current->failure) return tl::unexpected(*current->failure);
  return {};
}

}  // namespace

model::PackageFacts extract(const FakePackage& package, const ExtractOptions& options) {
  current = &package;
  repo::Format format{};
  format.name = "fake";
  format.read = read;
  model::PackageRef ref;
  ref.name = "listed";
  ref.version = "1-r0";
  ref.arch = "x86_64";
  return extract_package(format, ref, options);
}

}  // namespace elfgate::extract::test
