// The memory of linked objects. For the shims only.
#ifndef DEVIRT_ORC_CODE_MEMORY_HPP
#define DEVIRT_ORC_CODE_MEMORY_HPP

#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"

namespace devirt {

// How the names of objects begin whose code is hot.
constexpr const char hotObjectPrefix[] = "devirt.hot.";

// Memory for linked objects, close together: most have one function, and with a page for each the
// processor spends more time on finding pages (a native SQLite takes 1.03 to 1.06 of its time).
// Code, constants and variables come from areas of their own, hot code from one of huge pages, but
// for the first quarter of a MiB. All that an object has is in one slab of `slab` bytes of address
// space, or more if it is larger, so that 32-bit displacements reach it.
//
// Memory of code is not writable where a thread may run it: it is written through the system, as
// debuggers do. Only where the system refuses, its pages become writable for a moment.
std::unique_ptr<llvm::jitlink::JITLinkMemoryManager> makeCodeMemory(size_t slab);

} // namespace devirt

#endif
