// What the two output streams can show.
#pragma once

#include <string>

namespace elfgate::command {

/// Colour on standard output. WHEN is auto, always or never; auto asks for a terminal, no NO_COLOR and a TERM that is not dumb.
bool use_color(const std::string& when);

/// True when a progress line can be redrawn on standard error.
bool can_show_progress();

/// Columns for text on standard output: the terminal's, 100 where there is none.
unsigned text_width();

/// Columns of the terminal on standard error; 80 when it does not say.
unsigned terminal_width();

}  // namespace elfgate::command
