// What a session holds. For the shims only.
#ifndef DEVIRT_ORC_SESSION_HPP
#define DEVIRT_ORC_SESSION_HPP

#include "OrcObservers.hpp"
#include "shims/OrcSession.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/RedirectionManager.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>

struct DevirtOpaqueSession {
  std::shared_ptr<devirt::SymbolTable> symbols;
  std::unique_ptr<llvm::orc::LLJIT> jit;
  std::atomic<size_t> objects{0};
  // What ORC reports beside a failed call: the cause, where the call's own error names effects.
  std::mutex lock;
  std::string cause;
  // Made when first needed.
  std::unique_ptr<llvm::orc::RedirectableSymbolManager> redirections;
  // Objects that can be removed, under the lock.
  std::map<uint64_t, llvm::orc::ResourceTrackerSP> removable;
};

namespace devirt {

// True without a problem; else sets `*error` to its text.
bool report(llvm::Error problem, char **error);

// The object in a buffer that ORC has not seen before. Takes `object` over. Hot ones are placed
// with each other.
std::unique_ptr<llvm::WritableMemoryBuffer>
nameObject(DevirtSessionRef session, LLVMMemoryBufferRef object, bool isHot = false);

llvm::orc::SymbolMap symbolMap(DevirtSessionRef session, const char *const *names,
                               const uint64_t *addresses, const bool *weak, size_t count);

} // namespace devirt

#endif
