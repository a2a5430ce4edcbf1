#include "store/trail.h"

#include <flatbuffers/flatbuffers.h>

#include <algorithm>

#include "base/limits.h"
#include "store/verified.h"
#include "trail_generated.h"

namespace elfgate::store {

namespace {

namespace fb = flatbuffers;
namespace wire = trail_wire;
namespace limits = base::limits;
using model::Rows;

base::Failure damaged(const char* what) {
  return base::fail(base::ErrorCode::malformed, "kept trail", std::string("damaged: ") + what);
}

std::uint64_t size_of(const Rows& rows) {
  return sizeof(std::uint32_t) * (rows.starts().size() + rows.values().size());
}

std::uint64_t size_of(const model::ArchTrail& arch) {
  return arch.installations.size() + arch.examinations.size() + size_of(arch.members) + size_of(arch.words) +
         size_of(arch.existing) + size_of(arch.tried) + size_of(arch.weighs_on) + size_of(arch.reached) +
         size_of(arch.programs);
}

fb::Offset<wire::Rows> encode(fb::FlatBufferBuilder& out, const Rows& rows) {
  const auto starts = out.CreateVector(rows.starts());
  const auto values = out.CreateVector(rows.values());
  return wire::CreateRows(out, starts, values);
}

fb::Offset<wire::Arch> encode(fb::FlatBufferBuilder& out, const model::ArchTrail& arch) {
  const auto name = out.CreateString(arch.arch);
  const auto bytes = [&](const std::string& text) {
    return out.CreateVector(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  const auto installations = bytes(arch.installations), examinations = bytes(arch.examinations);
  const auto members = encode(out, arch.members);
  const auto words = encode(out, arch.words), existing = encode(out, arch.existing), tried = encode(out, arch.tried);
  const auto weighs_on = encode(out, arch.weighs_on);
  const auto reached = encode(out, arch.reached), programs = encode(out, arch.programs);
  return wire::CreateArch(out, name, installations, examinations, members, words, existing, tried, weighs_on, reached,
                          programs);
}

// COUNT rows whose values stay below BOUND.
base::Result<Rows> decode(const wire::Rows* in, std::size_t count, std::uint64_t bound) {
  if (!in || !in->starts() || !in->values()) return damaged("a list is missing");
  std::vector<std::uint32_t> starts(in->starts()->begin(), in->starts()->end());
  std::vector<std::uint32_t> values(in->values()->begin(), in->values()->end());
  if (starts.size() != count + 1 || starts.front() != 0 || starts.back() != values.size() ||
      !std::is_sorted(starts.begin(), starts.end()))
    return damaged("its rows do not fit its packages");
  if (std::any_of(values.begin(), values.end(), [&](std::uint32_t value) { return value >= bound; }))
    return damaged("it names a package that is not there");
  return Rows(std::move(starts), std::move(values));
}

base::Result<model::ArchTrail> decode(const wire::Arch& in) {
  constexpr std::uint64_t k_any = 1ULL << 32;
  model::ArchTrail arch;
  if (!in.arch() || !in.installations() || !in.examinations()) return damaged("an architecture has no name");
  arch.arch = in.arch()->str();
  arch.installations.assign(in.installations()->begin(), in.installations()->end());
  arch.examinations.assign(in.examinations()->begin(), in.examinations()->end());
  const auto packages = arch.installations.size() / model::k_installation_sum;
  if (arch.installations.size() != packages * model::k_installation_sum ||
      arch.examinations.size() != packages * model::k_examination_key)
    return damaged("its sums do not fit its packages");
  ELFGATE_TRY_ASSIGN(arch.members, decode(in.members(), packages, packages));
  ELFGATE_TRY_ASSIGN(arch.words, decode(in.words(), packages + 1, k_any));
  ELFGATE_TRY_ASSIGN(arch.existing, decode(in.existing(), packages + 1, k_any));
  ELFGATE_TRY_ASSIGN(arch.tried, decode(in.tried(), packages + 1, packages));
  ELFGATE_TRY_ASSIGN(arch.weighs_on, decode(in.weighs_on(), packages, packages));
  ELFGATE_TRY_ASSIGN(arch.reached, decode(in.reached(), packages, k_any));
  ELFGATE_TRY_ASSIGN(arch.programs, decode(in.programs(), packages, k_any));
  if (arch.reached.starts() != arch.programs.starts()) return damaged("files and programs do not fit each other");
  return arch;
}

}  // namespace

std::string encode_trail(const model::AuditTrail& trail) {
  std::uint64_t size = 0;
  for (const auto& arch : trail.arches) size += size_of(arch);
  if (size > limits::k_outcome_bytes) return {};
  fb::FlatBufferBuilder out(size + 1024);
  std::vector<fb::Offset<wire::Arch>> arches;
  for (const auto& arch : trail.arches) arches.push_back(encode(out, arch));
  out.Finish(wire::CreateTrail(out, out.CreateVector(arches)));
  if (out.GetSize() > limits::k_outcome_bytes) return {};
  return {reinterpret_cast<const char*>(out.GetBufferPointer()), out.GetSize()};
}

base::Result<model::AuditTrail> decode_trail(base::Bytes encoded) {
  ELFGATE_TRY_ASSIGN(const auto* root,
                     verified<wire::Trail>(encoded, "kept trail", {limits::k_outcome_bytes, "k_outcome_bytes"}));
  model::AuditTrail trail;
  if (const auto* arches = root->arches())
    for (const auto* arch : *arches) {
      ELFGATE_TRY_ASSIGN(auto decoded, decode(*arch));
      trail.arches.push_back(std::move(decoded));
    }
  return trail;
}

}  // namespace elfgate::store
