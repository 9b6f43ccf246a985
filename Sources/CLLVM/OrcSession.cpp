#include "shims/OrcSession.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/MapperJITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/TargetSelect.h"

#include <cstring>

using namespace llvm;
using namespace llvm::orc;

struct DevirtOpaqueSession {
  std::unique_ptr<LLJIT> jit;
};

static bool report(Error problem, char **error) {
  if (!problem)
    return true;
  *error = strdup(toString(std::move(problem)).c_str());
  return false;
}

DevirtSessionRef DevirtCreateSession(const char *runtime, uint64_t slab, char **error) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  auto machine = JITTargetMachineBuilder::detectHost();
  if (!machine)
    return report(machine.takeError(), error), nullptr;
  // The default memory manager maps each object apart, out of reach of 32-bit relocations.
  auto jit =
      LLJITBuilder()
          .setJITTargetMachineBuilder(std::move(*machine))
          .setObjectLinkingLayerCreator(
              [slab](ExecutionSession &session) -> Expected<std::unique_ptr<ObjectLayer>> {
                auto memory =
                    MapperJITLinkMemoryManager::CreateWithMapper<InProcessMemoryMapper>(slab);
                if (!memory)
                  return memory.takeError();
                return std::make_unique<ObjectLinkingLayer>(session, std::move(*memory));
              })
          .setPlatformSetUp(ExecutorNativePlatform(runtime))
          .create();
  if (!jit)
    return report(jit.takeError(), error), nullptr;
  // Errors come back from the calls; without this the session would print them, too.
  (*jit)->getExecutionSession().setErrorReporter([](Error problem) {
    consumeError(std::move(problem));
  });
  return new DevirtOpaqueSession{std::move(*jit)};
}

void DevirtDisposeSession(DevirtSessionRef session) { delete session; }

bool DevirtSessionAddObject(DevirtSessionRef session, LLVMMemoryBufferRef object, char **error) {
  return report(session->jit->addObjectFile(std::unique_ptr<MemoryBuffer>(unwrap(object))), error);
}

size_t DevirtObjectCodeSize(LLVMMemoryBufferRef object) {
  auto parsed = object::ObjectFile::createObjectFile(unwrap(object)->getMemBufferRef());
  if (!parsed)
    return consumeError(parsed.takeError()), 0;
  size_t size = 0;
  for (const object::SectionRef &section : (*parsed)->sections())
    if (section.isText())
      size += section.getSize();
  return size;
}

bool DevirtSessionAddLibrary(DevirtSessionRef session, const char *path, char **error) {
  LLJIT &jit = *session->jit;
  if (StringRef(path).ends_with(".a"))
    return report(jit.linkStaticLibraryInto(jit.getMainJITDylib(), path), error);
  auto library = jit.loadPlatformDynamicLibrary(path);
  if (!library)
    return report(library.takeError(), error);
  jit.getMainJITDylib().addToLinkOrder(*library);
  return true;
}

bool DevirtSessionDefine(DevirtSessionRef session, const char *const *names,
                         const uint64_t *addresses, const bool *weak, size_t count,
                         char **error) {
  SymbolMap symbols;
  for (size_t i = 0; i < count; ++i) {
    JITSymbolFlags flags = JITSymbolFlags::Exported | JITSymbolFlags::Callable;
    if (weak[i])
      flags |= JITSymbolFlags::Weak;
    symbols[session->jit->mangleAndIntern(names[i])] = {ExecutorAddr(addresses[i]), flags};
  }
  return report(session->jit->getMainJITDylib().define(absoluteSymbols(std::move(symbols))),
                error);
}

bool DevirtSessionLookup(DevirtSessionRef session, const char *const *names, uint64_t *addresses,
                         size_t count, char **error) {
  LLJIT &jit = *session->jit;
  SymbolLookupSet wanted;
  for (size_t i = 0; i < count; ++i)
    wanted.add(jit.mangleAndIntern(names[i]));
  auto found = jit.getExecutionSession().lookup(
      makeJITDylibSearchOrder(&jit.getMainJITDylib(),
                              JITDylibLookupFlags::MatchAllSymbols),
      std::move(wanted));
  if (!found)
    return report(found.takeError(), error);
  for (size_t i = 0; i < count; ++i)
    addresses[i] = (*found)[jit.mangleAndIntern(names[i])].getAddress().getValue();
  return true;
}

bool DevirtSessionInitialize(DevirtSessionRef session, char **error) {
  return report(session->jit->initialize(session->jit->getMainJITDylib()), error);
}

bool DevirtSessionDeinitialize(DevirtSessionRef session, char **error) {
  return report(session->jit->deinitialize(session->jit->getMainJITDylib()), error);
}
