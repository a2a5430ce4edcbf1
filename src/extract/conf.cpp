#include "extract/conf.h"

#include "base/limits.h"
#include "base/vpath.h"

namespace elfgate::extract {
namespace {

constexpr std::string_view k_cache = "/etc/ld.so.cache";

}  // namespace

bool is_loader_conf(std::string_view path) {
  if (path == "/etc/ld.so.conf" || path == "/etc/ld.so.preload" || path == k_cache) return true;
  if (base::is_below(path, "/etc/ld.so.conf.d")) return true;
  const auto name = base::basename(path);
  return name.starts_with("ld-musl-") && name.ends_with(".path") && base::basename(base::dirname(path)) == "etc";
}

base::Result<model::ConfFact> read_conf(std::string_view path, base::ByteSource& content) {
  const bool cache = path == k_cache;
  ELFGATE_TRY_ASSIGN(auto text, base::read_all(content, cache ? base::limits::k_cache_bytes : base::limits::k_conf_bytes,
                                               cache ? "k_cache_bytes" : "k_conf_bytes"));
  return model::ConfFact{std::string(path), std::move(text)};
}

}  // namespace elfgate::extract
