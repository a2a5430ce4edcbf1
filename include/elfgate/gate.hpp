// elfgate: what a change of a repository newly breaks, whom it touches, and what must be rebuilt (public C++ interface of
// `elfgate gate`). Same rules as elfgate.hpp: values in, values out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "elfgate/elfgate.hpp"

namespace elfgate {

/// `sources` is the published repository. Either `candidate` or a change (`overlay`, `withdraw`) is set.
struct GateOptions : CheckOptions {
  std::vector<std::string> candidate;  ///< the repository after the change
  std::vector<std::string> overlay;    ///< package files, or directories of them, laid over the base
  std::vector<std::string> withdraw;   ///< NAME or NAME=VERSION that leave
  bool never_fail = false;             ///< the verdict is ok whatever is found
};

class GateReportData;

/// The outcome of gate(), frozen. Copies share the data.
struct GateReport {
  Status status = Status::failed;  ///< findings: broken; incomplete: something new could not be read, or nothing was examined
  std::string error;               ///< when status is failed
  std::vector<Finding> broken;     ///< new with the change, whatever their severity
  std::vector<Finding> fixed;
  std::uint64_t known = 0;  ///< there before and after
  std::shared_ptr<const GateReportData> data;
};

/// Judges the resulting repository. Never throws; safe to call from several threads.
ELFGATE_API GateReport gate(const GateOptions& options);

/// The report in one of report_formats(); RenderOptions::verbose shows what was there before. Empty when the format is unknown
/// or the run failed.
ELFGATE_API std::string render(const GateReport& report, const RenderOptions& options);

}  // namespace elfgate
