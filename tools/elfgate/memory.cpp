// The memory of the command: mimalloc, in large pages where the system has them for who asks (madvise). Facts are millions of
// small texts, and a run touches hundreds of megabytes: in small pages, each of them a fault of its own, it takes half as long
// again (docs/measurements.md). Programs that use the library keep the allocator they have.
#if ELFGATE_HAS_MIMALLOC
#include <mimalloc.h>

namespace {

void use_large_pages(int, char**, char**) {
  mi_option_set_enabled_default(mi_option_large_os_pages, true);
  mi_option_set_default(mi_option_eager_commit_delay, 0);  // or a thread begins in small pages
}

// Before anything is allocated, which libraries do when they are initialised.
__attribute__((section(".preinit_array"), used)) void (*const before_libraries)(int, char**, char**) = use_large_pages;

}  // namespace
#endif
