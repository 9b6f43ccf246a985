// One copy of each thread-local variable for a thread. For the shims only.
#ifndef DEVIRT_ORC_THREAD_LOCALS_HPP
#define DEVIRT_ORC_THREAD_LOCALS_HPP

#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"

#include <mutex>
#include <optional>

namespace devirt {

// LLVM 22's ELFNixPlatform makes a key for each object that refers to thread-local variables (it
// never notes the one it made), so that two objects would see two copies of one variable, and a
// process would run out of keys. This gives all objects of a session the same key, before the
// platform looks at them.
class ThreadLocals : public llvm::orc::ObjectLinkingLayer::Plugin {
public:
  void modifyPassConfig(llvm::orc::MaterializationResponsibility &responsibility,
                        llvm::jitlink::LinkGraph &graph,
                        llvm::jitlink::PassConfiguration &configuration) override;

  llvm::Error notifyFailed(llvm::orc::MaterializationResponsibility &) override {
    return llvm::Error::success();
  }
  llvm::Error notifyRemovingResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey) override {
    return llvm::Error::success();
  }
  void notifyTransferringResources(llvm::orc::JITDylib &, llvm::orc::ResourceKey,
                                   llvm::orc::ResourceKey) override {}

private:
  llvm::Expected<uint64_t> sharedKey(llvm::orc::ExecutionSession &session);

  std::mutex lock;
  std::optional<uint64_t> key;
};

} // namespace devirt

#endif
