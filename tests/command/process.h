// Starts the command and gives back what it wrote and how it ended, with pipes or with a terminal behind its streams.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace elfgate::command_test {

struct Outcome {
  int status = -1;  ///< exit status; -1 when a signal ended it
  std::string out;  ///< with a terminal: both streams
  std::string err;
};

struct Setting {
  std::map<std::string, std::string> environment;  ///< added to an otherwise empty one
  bool terminal = false;                           ///< both output streams are one terminal of 80 columns
  bool reader_gone = false;                        ///< nobody reads standard output, and the command gets to know it
  std::string out_file;                            ///< standard output goes there instead
  int signal_after_output = 0;                     ///< sent as soon as something has been written
};

/// Runs `elfgate ARGUMENTS`. HOME is a fresh folder unless the setting names one, TERM is xterm.
Outcome run(const std::vector<std::string>& arguments, const Setting& setting = {});

/// A folder that is gone after the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path(const std::string& name = "") const { return name.empty() ? path_ : path_ + "/" + name; }
  /// Writes a file and returns its path.
  std::string file(const std::string& name, const std::string& text) const;
  std::vector<std::string> names() const;

 private:
  std::string path_;
};

std::string read_text(const std::string& path);

/// A scenario in which program /usr/bin/broken of package "broken" needs libabsent.so.1, which nobody has.
std::string broken_scenario();
/// A scenario without any finding.
std::string clean_scenario();

}  // namespace elfgate::command_test
