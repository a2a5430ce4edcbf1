// Makes a tree on which both sides differ as small as it gets by taking parts away one by one.
#pragma once

#include <functional>

#include "tree.h"

namespace elfgate::oracle {

/// DIFFERS says whether a tree still shows the difference. Greedy, until nothing can go.
Tree minimise(Tree tree, const std::function<bool(const Tree&)>& differs);

}  // namespace elfgate::oracle
