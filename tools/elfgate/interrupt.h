// Ctrl-C and SIGTERM: the first one asks the run to stop, so that the facts store is closed properly and the terminal is left
// clean; the second one ends the process at once.
#pragma once

namespace elfgate::command {

/// From now on the first SIGINT or SIGTERM only sets interrupted().
void watch_for_interrupts();

/// The signal that came, 0 when none.
int interrupted();

}  // namespace elfgate::command
