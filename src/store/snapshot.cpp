#include "store/snapshot.h"

#include <flatbuffers/flatbuffers.h>

#include "base/digest.h"
#include "base/limits.h"
#include "snapshot_generated.h"

namespace elfgate::store {

namespace {

namespace fb = flatbuffers;
namespace wire = snapshot_wire;
namespace limits = base::limits;
using base::ErrorCode;
using Texts = fb::Vector<fb::Offset<fb::String>>;

constexpr std::string_view k_magic = "elfgate snapshot";

std::string number(std::uint64_t value, unsigned width) {
  std::string out;
  for (unsigned i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

std::string text(const fb::String* value) {
  return value ? std::string(value->c_str(), value->size()) : std::string();
}

std::vector<std::string> texts(const Texts* values) {
  std::vector<std::string> out;
  if (!values) return out;
  out.reserve(values->size());
  for (const auto* value : *values) out.push_back(text(value));
  return out;
}

std::string bytes(const fb::Vector<std::uint8_t>* value) {
  return value ? std::string(reinterpret_cast<const char*>(value->data()), value->size()) : std::string();
}

class Encoder {
 public:
  explicit Encoder(fb::FlatBufferBuilder& out) : out_(out) {}

  fb::Offset<wire::Package> package(const SnapshotPackage& in) {
    const auto& ref = in.ref;
    const auto& relations = ref.relations;
    return wire::CreatePackage(
        out_, one(ref.arch), one(ref.name), one(ref.version), one(ref.origin), one(ref.identity), ref.size, ref.installed_size,
        many(relations.depends), many(relations.provides), many(relations.conflicts), many(relations.install_if),
        many(relations.replaces), relations.provider_priority, relations.replaces_priority, one(ref.multi_arch), ref.layer,
        ref.order, one(ref.uninstallable), ref.indexed, one(in.facts.key), blob(in.facts.linkage), blob(in.facts.paths));
  }

  fb::Offset<wire::Problem> problem(const SnapshotProblem& in) {
    const auto rule = one(in.rule), arch = one(in.arch), package = one(in.package), version = one(in.version);
    const auto subject = one(in.error.subject), detail = one(in.error.detail);
    wire::ProblemBuilder builder(out_);
    builder.add_rule(rule);
    builder.add_arch(arch);
    builder.add_package(package);
    builder.add_version(version);
    builder.add_code(static_cast<std::uint8_t>(in.error.code));
    builder.add_subject(subject);
    if (in.error.offset) builder.add_offset(*in.error.offset);
    builder.add_detail(detail);
    builder.add_note(in.note);
    return builder.Finish();
  }

  fb::Offset<fb::String> one(const std::string& value) { return out_.CreateSharedString(value); }
  fb::Offset<Texts> many(const std::vector<std::string>& values) {
    if (values.empty()) return 0;
    std::vector<fb::Offset<fb::String>> offsets;
    for (const auto& value : values) offsets.push_back(one(value));
    return out_.CreateVector(offsets);
  }

 private:
  fb::Offset<fb::Vector<std::uint8_t>> blob(const std::string& value) {
    return out_.CreateVector(reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
  }

  fb::FlatBufferBuilder& out_;
};

SnapshotPackage package_of(const wire::Package& in, model::PackageSystem system) {
  SnapshotPackage out;
  auto& ref = out.ref;
  ref.arch = text(in.arch()), ref.name = text(in.name()), ref.version = text(in.version()), ref.origin = text(in.origin());
  ref.identity = text(in.identity()), ref.size = in.size(), ref.installed_size = in.installed_size(), ref.system = system;
  ref.relations = {texts(in.depends()),  texts(in.provides()),   texts(in.conflicts()), texts(in.install_if()),
                   texts(in.replaces()), in.provider_priority(), in.replaces_priority()};
  ref.multi_arch = text(in.multi_arch()), ref.layer = in.layer(), ref.order = in.order();
  ref.uninstallable = text(in.uninstallable()), ref.indexed = in.indexed();
  out.facts = {text(in.key()), bytes(in.linkage()), bytes(in.paths()), {}};
  return out;
}

}  // namespace

bool is_snapshot(std::string_view first_bytes) {
  return first_bytes.starts_with(k_magic);
}

base::Result<std::string> encode_snapshot(const Snapshot& snapshot) {
  std::uint64_t size = 0;
  for (const auto& package : snapshot.packages) size += package.facts.linkage.size() + package.facts.paths.size();
  if (size > limits::k_snapshot_bytes / 2)  // the rest are names and relations; the builder cannot grow beyond 2 GiB
    return base::fail(ErrorCode::limit, "snapshot",
                      "the facts of these packages exceed k_snapshot_bytes; make one snapshot for each architecture (--arch)");
  fb::FlatBufferBuilder out;
  Encoder encode(out);
  std::vector<fb::Offset<wire::Package>> packages;
  for (const auto& package : snapshot.packages) packages.push_back(encode.package(package));
  std::vector<fb::Offset<wire::Problem>> problems;
  for (const auto& problem : snapshot.problems) problems.push_back(encode.problem(problem));
  const auto tool = encode.one(snapshot.tool), profile = encode.one(snapshot.profile);
  const auto arches = encode.many(snapshot.arches);
  out.Finish(wire::CreateSnapshot(out, tool, static_cast<std::uint8_t>(snapshot.system), profile, arches,
                                  out.CreateVector(packages), out.CreateVector(problems)));
  return std::string(reinterpret_cast<const char*>(out.GetBufferPointer()), out.GetSize());
}

base::Result<Snapshot> decode_snapshot(base::Bytes encoded, const std::string& subject) {
  const auto malformed = [&](const char* what) {
    return base::fail(ErrorCode::malformed, subject, std::string(what) + "; make the snapshot again");
  };
  fb::Verifier verifier(encoded.data(), encoded.size(), limits::k_facts_depth, limits::k_facts_tables);
  if (!verifier.VerifyBuffer<wire::Snapshot>(nullptr)) return malformed("its contents are damaged");
  const auto& in = *fb::GetRoot<wire::Snapshot>(encoded.data());
  if (in.system() > static_cast<std::uint8_t>(model::PackageSystem::deb))
    return malformed("it names an unknown package system");
  Snapshot out{text(in.tool()), static_cast<model::PackageSystem>(in.system()), text(in.profile()), texts(in.arches()), {}, {}};
  if (in.packages())
    for (const auto* package : *in.packages()) out.packages.push_back(package_of(*package, out.system));
  if (in.problems())
    for (const auto* problem : *in.problems()) {
      if (problem->code() > static_cast<std::uint8_t>(ErrorCode::internal)) return malformed("it names an unknown error");
      base::Error error{static_cast<ErrorCode>(problem->code()), text(problem->subject()), std::nullopt,
                        text(problem->detail())};
      if (const auto offset = problem->offset()) error.offset = *offset;
      out.problems.push_back({text(problem->rule()), text(problem->arch()), text(problem->package()), text(problem->version()),
                              std::move(error), problem->note()});
    }
  return out;
}

std::string snapshot_head(std::string_view compressed, std::uint64_t inflated_size) {
  std::string head(k_magic);
  head += number(k_snapshot_version, 4) + number(k_facts_schema, 4) + number(inflated_size, 8);
  return head + base::digest(base::DigestKind::sha256, base::as_bytes(compressed));
}

base::Result<std::uint64_t> check_snapshot_head(base::Bytes file, const std::string& subject) {
  if (file.size() < k_snapshot_head_bytes || !is_snapshot(base::as_text(file)))
    return base::fail(ErrorCode::malformed, subject, "it is no whole snapshot; make it again with `elfgate snapshot`");
  const auto version = *base::read_number(file, 16, 4), schema = *base::read_number(file, 20, 4);
  if (version != k_snapshot_version || schema != k_facts_schema)
    return base::fail(ErrorCode::unsupported, subject,
                      "it is of snapshot version " + std::to_string(version) + " with facts of schema " +
                          std::to_string(schema) + ", and this elfgate reads " + std::to_string(k_snapshot_version) + " with " +
                          std::to_string(k_facts_schema) + "; make it again with `elfgate snapshot`");
  const auto inflated = *base::read_number(file, 24, 8);
  if (inflated > limits::k_snapshot_bytes)
    return base::fail(ErrorCode::limit, subject, "it promises more than k_snapshot_bytes");
  const auto digest = base::digest(base::DigestKind::sha256, file.subspan(k_snapshot_head_bytes));
  if (base::as_text(file.subspan(32, 32)) != digest)
    return base::fail(ErrorCode::malformed, subject, "its checksum does not agree: it was cut or changed; make it again");
  return inflated;
}

}  // namespace elfgate::store
