// What the files of the facade share: options into engine requests, and the wall that no exception crosses.
#pragma once

#include <exception>
#include <string>

#include "elfgate/elfgate.hpp"
#include "engine/check.h"

namespace elfgate::api {

engine::RepositoryOptions repository_options(const RunOptions& options);
engine::CheckRequest check_request(const CheckOptions& options);

Finding to_public(const model::Finding& finding);

/// Threads, progress and cancellation. OPTIONS must outlive the run.
void set_up(engine::RunContext& context, const RunOptions& options);

/// Runs BODY; what it throws becomes an error text in a failed report.
template <typename Report, typename Body>
Report guarded(Body body) {
  Report report;
  try {
    return body();
  } catch (const std::exception& e) {
    report.error = std::string("internal error: ") + e.what();
  } catch (...) {
    report.error = "internal error";
  }
  report.status = Status::failed;
  return report;
}

}  // namespace elfgate::api
