// Where the unwinder finds the frames of linked code. For the shims only.
#ifndef DEVIRT_FRAME_LOOKUP_HPP
#define DEVIRT_FRAME_LOOKUP_HPP

#include "llvm/ADT/StringRef.h"

namespace devirt {

// The process's unwinder asks for the description of each frame by its program counter, through a
// function that libraries may replace: `_Unwind_Find_FDE`. This one looks among the pages of linked
// code first, in the same time however many objects there are, and neither locks nor allocates. The
// unwinder of GCC 12 would search registered objects one by one, under one lock for all threads;
// one object that took the place of many would have to be apart from all others in memory, or it
// would hide them.

/// Whether the unwinder asks here: it does not if it is not GCC's, or cannot see this function.
bool isAskedForFrames();

/// Makes the frames known that an `.eh_frame` section describes: before code of its object runs.
void addFrames(llvm::StringRef section);

/// In a process just forked: other threads, which may have been looking for frames, are gone.
void forgetReaders();

/// Forgets them, when no thread has such a frame any more.
void removeFrames(llvm::StringRef section);

} // namespace devirt

#endif
