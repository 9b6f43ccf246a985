#include "shims/OrcLinkedStubs.h"

#include "OrcSession.hpp"

#include "llvm/ExecutionEngine/Orc/JITLinkRedirectableSymbolManager.h"

#include <cstring>

using namespace llvm;
using namespace llvm::orc;

// Creating takes longer for each stub in larger batches, and a mapping of its own for each batch.
static constexpr size_t batch = 500;

static SymbolStringPtr name(DevirtSessionRef session, const char *prefix, size_t stub) {
  return session->jit->mangleAndIntern((Twine(prefix) + Twine(stub)).str());
}

static Error create(DevirtSessionRef session, const char *prefix, const uint64_t *targets,
                    size_t count, uint64_t *addresses) {
  JITDylib &library = session->jit->getMainJITDylib();
  for (size_t start = 0; start < count; start += batch) {
    size_t end = std::min(count, start + batch);
    SymbolMap initial;
    SymbolLookupSet wanted;
    for (size_t i = start; i < end; ++i) {
      initial[name(session, prefix, i)] = {ExecutorAddr(targets[i]),
                                           JITSymbolFlags::Exported | JITSymbolFlags::Callable};
      wanted.add(name(session, prefix, i));
    }
    if (Error problem = session->redirections->createRedirectableSymbols(
            library.getDefaultResourceTracker(), std::move(initial)))
      return problem;
    auto found = session->jit->getExecutionSession().lookup(
        makeJITDylibSearchOrder(&library, JITDylibLookupFlags::MatchAllSymbols),
        std::move(wanted));
    if (!found)
      return found.takeError();
    for (size_t i = start; i < end; ++i)
      addresses[i] = (*found)[name(session, prefix, i)].getAddress().getValue();
  }
  return Error::success();
}

bool DevirtCreateLinkedStubs(DevirtSessionRef session, const char *prefix,
                             const uint64_t *targets, size_t count, uint64_t *addresses,
                             char **error) {
  {
    std::lock_guard<std::mutex> guard(session->lock);
    if (!session->redirections) {
      auto manager = JITLinkRedirectableSymbolManager::Create(
          static_cast<ObjectLinkingLayer &>(session->jit->getObjLinkingLayer()));
      if (!manager)
        return devirt::report(manager.takeError(), error);
      session->redirections = std::move(*manager);
    }
  }
  return devirt::report(create(session, prefix, targets, count, addresses), error);
}

bool DevirtRedirectLinkedStubs(DevirtSessionRef session, const char *prefix,
                               const size_t *stubs, const uint64_t *targets, size_t count,
                               char **error) {
  SymbolMap destinations;
  for (size_t i = 0; i < count; ++i)
    destinations[name(session, prefix, stubs[i])] = {ExecutorAddr(targets[i]),
                                                     JITSymbolFlags::Exported};
  // ORC stores plainly: the code must be seen before its address.
  std::atomic_thread_fence(std::memory_order_release);
  return devirt::report(
      session->redirections->redirect(session->jit->getMainJITDylib(), destinations), error);
}
