// elfgate formats: what can be read and what can be written.
#include <memory>

#include "command.h"
#include "elfgate/elfgate.hpp"
#include "output.h"
#include "suggest.h"
#include "table.h"

namespace elfgate::command {
namespace {

std::string listed(const std::vector<NamedText>& texts, const std::string& indent) {
  std::vector<std::vector<std::string>> rows;
  for (const NamedText& text : texts) rows.push_back({text.name, text.summary});
  return table(rows, indent);
}

std::string formats_of(const std::string& kind) {
  if (kind == "reports") return listed(report_formats(), "");
  if (kind == "sources") return listed(repository_formats(), "");
  return "Reports (check --format NAME, --report NAME=FILE):\n" + listed(report_formats(), "  ") +
         "Sources, recognised by what is there:\n" + listed(repository_formats(), "  ");
}

Action declare_formats(CLI::App& app) {
  auto kind = std::make_shared<std::string>();
  app.add_option("KIND", *kind, "Only reports, or only sources; without headings")
      ->type_name("")
      ->check(known_name("kind", {"reports", "sources"}));
  return [kind] { return write_stdout(formats_of(*kind)) ? k_exit_ok : k_exit_failed; };
}

}  // namespace

const Subcommand formats_subcommand{"formats", "List the formats of sources and reports",
                                    "One line per format: its name and what it is for.\n",
                                    "Examples:\n"
                                    "  elfgate formats\n"
                                    "  elfgate formats reports | cut -d' ' -f1  the names of report formats alone",
                                    &declare_formats};

}  // namespace elfgate::command
