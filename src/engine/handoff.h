// What ThreadSanitizer cannot see for itself: libtbb comes from the distribution, without instrumentation, so the order it
// gives to "before parallel_for", "in its body" and "after it" is invisible and every handed-over object looks like a race.
// These four marks state exactly that order and no more: two bodies of one loop remain unordered, so a real race between
// them is still reported. In builds without ThreadSanitizer they are nothing.
#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace elfgate::engine::handoff {

#if defined(__SANITIZE_THREAD__)
inline char given, returned;
inline void give() { __tsan_release(&given); }
inline void take() { __tsan_acquire(&given); }
inline void give_back() { __tsan_release(&returned); }
inline void collect() { __tsan_acquire(&returned); }
#else
inline void give() {}       ///< by the caller, before the loop
inline void take() {}       ///< in the body, first of all
inline void give_back() {}  ///< in the body, last of all
inline void collect() {}    ///< by the caller, after the loop
#endif

}  // namespace elfgate::engine::handoff
