#include "store/outcome.h"

#include <flatbuffers/flatbuffers.h>

#include "base/limits.h"
#include "outcome_generated.h"
#include "store/verified.h"

namespace elfgate::store {

namespace {

namespace fb = flatbuffers;
namespace wire = outcome_wire;
namespace limits = base::limits;
using Texts = fb::Vector<fb::Offset<fb::String>>;

class Encoder {
 public:
  std::string encode(const model::AuditOutcome& in) {
    std::vector<fb::Offset<wire::Finding>> findings;
    for (const auto& finding : in.findings) {
      findings.push_back(encode(finding));
      if (out_.GetSize() > limits::k_outcome_bytes) return {};
    }
    std::vector<fb::Offset<wire::Packages>> packages;
    for (const auto& [arch, count] : in.packages) packages.push_back(wire::CreatePackages(out_, one(arch), count));
    const auto all_findings = out_.CreateVector(findings);
    const auto all_packages = out_.CreateVector(packages);
    const auto unsettled = many(in.closures_order_dependent);
    out_.Finish(wire::CreateOutcome(out_, all_findings, all_packages, in.elf_files, in.programs, in.libraries, in.edges,
                                    in.foreign_objects, in.closures_failed, unsettled));
    if (out_.GetSize() > limits::k_outcome_bytes) return {};
    return {reinterpret_cast<const char*>(out_.GetBufferPointer()), out_.GetSize()};
  }

 private:
  fb::Offset<wire::Finding> encode(const model::Finding& in) {
    return wire::CreateFinding(out_, one(in.rule), static_cast<std::uint8_t>(in.severity), one(in.arch), one(in.package),
                               one(in.version), one(in.origin), one(in.path), one(in.subject), one(in.message),
                               many(in.searched), many(in.providers), many(in.notes), in.affects.packages, in.affects.programs,
                               many(in.affects.examples), many(in.fix), in.incomplete);
  }

  fb::Offset<fb::String> one(const std::string& value) { return out_.CreateSharedString(value); }
  fb::Offset<Texts> many(const std::vector<std::string>& values) {
    if (values.empty()) return 0;
    std::vector<fb::Offset<fb::String>> offsets;
    for (const auto& value : values) offsets.push_back(one(value));
    return out_.CreateVector(offsets);
  }

  fb::FlatBufferBuilder out_;
};

// Texts are shared inside the buffer, so a small one could unfold into a very large outcome.
class Decoder {
 public:
  explicit Decoder(std::size_t encoded) : room_(encoded * limits::k_outcome_growth) {}

  model::AuditOutcome decode(const wire::Outcome& in) {
    model::AuditOutcome out;
    if (in.findings())
      for (const auto* finding : *in.findings()) {
        if (spent_ > room_) break;
        out.findings.push_back(decode(*finding));
      }
    if (in.packages())
      for (const auto* packages : *in.packages()) out.packages[one(packages->arch())] = packages->count();
    out.elf_files = in.elf_files(), out.programs = in.programs(), out.libraries = in.libraries(), out.edges = in.edges();
    out.foreign_objects = in.foreign_objects(), out.closures_failed = in.closures_failed();
    out.closures_order_dependent = many(in.closures_order_dependent());
    return out;
  }

  base::Result<void> verdict() const {
    if (!valid_) return base::fail(base::ErrorCode::malformed, "kept outcome", "a value is outside of its range");
    if (spent_ > room_) return base::fail(base::ErrorCode::limit, "kept outcome", "decoded size exceeds k_outcome_growth");
    return {};
  }

 private:
  model::Finding decode(const wire::Finding& in) {
    spent_ += sizeof(model::Finding);
    valid_ = valid_ && in.severity() <= static_cast<std::uint8_t>(model::Severity::error);
    model::Finding out;
    out.rule = one(in.rule()), out.severity = static_cast<model::Severity>(in.severity()), out.arch = one(in.arch());
    out.package = one(in.package()), out.version = one(in.version()), out.origin = one(in.origin());
    out.path = one(in.path()), out.subject = one(in.subject()), out.message = one(in.message());
    out.searched = many(in.searched()), out.providers = many(in.providers()), out.notes = many(in.notes());
    out.affects = {in.affected_packages(), in.affected_programs(), many(in.affected_examples())};
    out.fix = many(in.fix()), out.incomplete = in.incomplete();
    return out;
  }

  std::string one(const fb::String* value) {
    if (!value || (spent_ += value->size()) > room_) return {};
    return {value->c_str(), value->size()};
  }
  std::vector<std::string> many(const Texts* values) {
    std::vector<std::string> out;
    if (!values || (spent_ += values->size() * sizeof(std::string)) > room_) return out;
    for (const auto* value : *values) out.push_back(one(value));
    return out;
  }

  std::uint64_t room_;
  std::uint64_t spent_ = 0;
  bool valid_ = true;
};

}  // namespace

std::string encode_outcome(const model::AuditOutcome& outcome) {
  return Encoder().encode(outcome);
}

base::Result<model::AuditOutcome> decode_outcome(base::Bytes encoded) {
  ELFGATE_TRY_ASSIGN(const auto* root,
                     verified<wire::Outcome>(encoded, "kept outcome", {limits::k_outcome_bytes, "k_outcome_bytes"}));
  Decoder decoder(encoded.size());
  auto outcome = decoder.decode(*root);
  ELFGATE_TRY(decoder.verdict());
  return outcome;
}

}  // namespace elfgate::store
