#include "OrcThreadLocals.hpp"

#include "llvm/ExecutionEngine/Orc/Core.h"

using namespace llvm;
using namespace llvm::jitlink;
using namespace llvm::orc;
using namespace devirt;

// Names of LLVM's ORC runtime and JITLink.
static const char *const platformLibrary = "<Platform>";
static const char *const makeKey = "__orc_rt_elfnix_create_pthread_key";
static const char *const entries = "$__TLSINFO";

Expected<uint64_t> ThreadLocals::sharedKey(ExecutionSession &session) {
  if (uint64_t known = key.load(std::memory_order_acquire))
    return known - 1;
  JITDylib *library = session.getJITDylibByName(platformLibrary);
  if (!library)
    return make_error<StringError>("the ORC runtime is not loaded", inconvertibleErrorCode());
  // Not under the lock: a lookup may link other objects on this thread, which ask for the key, too.
  auto maker = session.lookup({library}, makeKey);
  if (!maker)
    return maker.takeError();
  std::lock_guard<std::mutex> guard(lock);
  if (uint64_t known = key.load(std::memory_order_relaxed))
    return known - 1;
  Expected<uint64_t> made(0);
  if (auto problem = session.callSPSWrapper<shared::SPSExpected<uint64_t>(void)>(
          maker->getAddress(), made)) {
    consumeError(made.takeError());
    return problem;
  }
  if (made)
    key.store(*made + 1, std::memory_order_release);
  return made;
}

void ThreadLocals::modifyPassConfig(MaterializationResponsibility &responsibility, LinkGraph &,
                                    PassConfiguration &configuration) {
  JITDylib &library = responsibility.getTargetJITDylib();
  if (library.getName() == platformLibrary)
    return;
  ExecutionSession &session = library.getExecutionSession();
  configuration.PostPrunePasses.push_back([this, &session](LinkGraph &graph) -> Error {
    Section *section = graph.findSectionByName(entries);
    if (!section)
      return Error::success();
    auto key = sharedKey(session);
    if (!key)
      return key.takeError();
    // An entry: the key, the address of the variable's initial value.
    for (Block *block : section->blocks()) {
      MutableArrayRef<char> contents = block->getMutableContent(graph);
      if (contents.size() != 2 * sizeof *key)
        return make_error<StringError>("thread-local entry of unknown form",
                                       inconvertibleErrorCode());
      memcpy(contents.data(), &*key, sizeof *key);
    }
    // Under another name the platform does not find them.
    Section &settled = graph.createSection("devirt.threadlocals", section->getMemProt());
    graph.mergeSections(settled, *section);
    return Error::success();
  });
}
