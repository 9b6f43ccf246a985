// One copy of each thread-local variable for a thread. For the shims only.
#ifndef DEVIRT_ORC_THREAD_LOCALS_HPP
#define DEVIRT_ORC_THREAD_LOCALS_HPP

#include "OrcLinkPasses.hpp"

#include <atomic>
#include <mutex>

namespace devirt {

// LLVM 22's ELFNixPlatform makes a key for each object that refers to thread-local variables (it
// never notes the one it made), so that two objects would see two copies of one variable, and a
// process would run out of keys. This gives all objects of a session the same key, before the
// platform looks at them.
class ThreadLocals : public LinkPasses {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &responsibility,
                        llvm::jitlink::LinkGraph &graph,
                        llvm::jitlink::PassConfiguration &configuration) override;

private:
  llvm::Expected<uint64_t> sharedKey(llvm::orc::ExecutionSession &session);

  std::mutex lock;
  // One more than the key; 0: none yet.
  std::atomic<uint64_t> key{0};
};

} // namespace devirt

#endif
