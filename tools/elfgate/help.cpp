#include "help.h"

#include <memory>

namespace elfgate::command {
namespace {

class PlainFormatter final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return {};
    const std::string type = option->get_type_name();  // "FILE:FILE": ours, then what the validators add
    const std::string ours = type.substr(0, type.find(':'));
    if (option->get_positional()) return option->get_items_expected_max() > 1 ? "..." : "";
    return ours.empty() ? std::string() : " " + ours;
  }
};

}  // namespace

void set_up_help(CLI::App& app, const std::string& examples) {
  app.formatter(std::make_shared<PlainFormatter>());
  app.get_formatter()->column_width(29);
  app.set_help_flag("-h,--help", "Show this help and exit");
  app.footer("\n" + examples);
}

std::string help_text(const CLI::App& app) {
  std::string text = app.help();
  for (std::size_t at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n", at)) text.erase(at, 1);
  return text;
}

}  // namespace elfgate::command
