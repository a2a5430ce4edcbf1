// Links that exist only after installation: `update-alternatives --install LINK NAME PATH PRIORITY [--slave LINK NAME PATH]...`
// Debian's libblas.so.3 is such a link and in no package. The chain on disk is LINK -> /etc/alternatives/NAME -> PATH.
#pragma once

#include <string_view>
#include <vector>

#include "model/package_facts.h"

namespace elfgate::extract {

/// The alternatives that SCRIPT (its name, "postinst") offers: for each LINK one link to PATH, and one for
/// /etc/alternatives/NAME. A slave has the priority of its master. Commands with a word that cannot be told from the text are
/// left out.
std::vector<model::InstallTimeLink> read_install_links(std::string_view script, std::string_view text);

}  // namespace elfgate::extract
