// Where results go. Standard output: complete or a reported failure; a reader that left early is neither. Files: whole or not
// at all, so that a report that exists can be trusted.
#pragma once

#include <string>

namespace elfgate::command {

/// Writes everything. True also when the reader has gone (`| head`); false, with a message on stderr, on any other failure.
bool write_stdout(const std::string& text);

/// A file that appears under its name only when it is complete. Opened before the long work, so that a wrong path is told at
/// once. What exists and is no regular file (/dev/stdout, a fifo) is written directly. Not copyable.
class ReportFile {
 public:
  explicit ReportFile(std::string path);
  ReportFile(ReportFile&& other) noexcept;
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;
  ReportFile& operator=(ReportFile&&) = delete;
  /// Removes what was not committed.
  ~ReportFile();

  /// Why it could not be opened or written; empty: all well.
  const std::string& error() const { return error_; }
  /// Writes TEXT and gives the file its name. REQUIRES: called once. False: see error().
  bool commit(const std::string& text);

 private:
  std::string path_;       ///< as the user gave it
  std::string target_;     ///< behind symbolic links
  std::string temporary_;  ///< empty: written directly
  std::string error_;
  int fd_ = -1;
};

}  // namespace elfgate::command
