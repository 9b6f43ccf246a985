#include "OrcCodeMemory.hpp"
#include "OrcSession.hpp"
#include "OrcThreadLocals.hpp"
#include "OrcUnwindFrames.hpp"
#include "SymbolSizes.hpp"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/TargetSelect.h"

#include <cstring>
#include <dlfcn.h>
#include <utility>

using namespace llvm;
using namespace llvm::orc;
using namespace devirt;

bool devirt::report(Error problem, char **error) {
  if (!problem)
    return true;
  *error = strdup(toString(std::move(problem)).c_str());
  return false;
}

static std::string describe(Error problem) {
  std::string text;
  handleAllErrors(
      std::move(problem),
      [&](SymbolsNotFound &missing) {
        SmallVector<StringRef, 4> names;
        for (auto &symbol : missing.getSymbols())
          names.push_back(*symbol);
        llvm::sort(names);
        text = "undefined: " + join(names, ", ") + "; add the file or library that defines it";
      },
      [&](ErrorInfoBase &other) { text = other.message(); });
  return text;
}

DevirtSessionRef DevirtCreateSession(const char *runtime, uint64_t slab, unsigned observers,
                                     char **error) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  InitializeNativeTargetAsmParser();
  auto machine = JITTargetMachineBuilder::detectHost();
  if (!machine)
    return report(machine.takeError(), error), nullptr;
  auto result = std::make_unique<DevirtOpaqueSession>();
  result->symbols = std::make_shared<devirt::SymbolTable>();
  auto observer = devirt::makeObserver(result->symbols, observers);
  if (!observer)
    return report(observer.takeError(), error), nullptr;
  auto jit =
      LLJITBuilder()
          .setJITTargetMachineBuilder(std::move(*machine))
          .setObjectLinkingLayerCreator(
              [&](ExecutionSession &session) -> Expected<std::unique_ptr<ObjectLayer>> {
                auto layer = std::make_unique<ObjectLinkingLayer>(session, makeCodeMemory(slab));
                layer->addPlugin(std::move(*observer));
                layer->addPlugin(std::make_shared<devirt::ThreadLocals>());
                layer->addPlugin(std::make_shared<devirt::UnwindFrames>());
                return layer;
              })
          .setPlatformSetUp(ExecutorNativePlatform(runtime))
          .create();
  if (!jit)
    return report(jit.takeError(), error), nullptr;
  result->jit = std::move(*jit);
  result->jit->getExecutionSession().setErrorReporter([session = result.get()](Error problem) {
    std::string cause = describe(std::move(problem));
    std::lock_guard<std::mutex> guard(session->lock);
    if (session->cause.empty())
      session->cause = std::move(cause);
  });
  return result.release();
}

void DevirtDisposeSession(DevirtSessionRef session) { delete session; }

std::unique_ptr<WritableMemoryBuffer> devirt::nameObject(DevirtSessionRef session,
                                                         LLVMMemoryBufferRef object, bool isHot) {
  // ORC names symbols of its own after the buffer: the names must differ.
  std::unique_ptr<MemoryBuffer> unnamed(unwrap(object));
  auto named = WritableMemoryBuffer::getNewUninitMemBuffer(
      unnamed->getBufferSize(),
      (isHot ? hotObjectPrefix : "devirt.") + Twine(++session->objects));
  memcpy(named->getBufferStart(), unnamed->getBufferStart(), unnamed->getBufferSize());
  clampSymbolSizes(*named);
  return named;
}

bool DevirtSessionAddObject(DevirtSessionRef session, LLVMMemoryBufferRef object, char **error) {
  return report(session->jit->addObjectFile(nameObject(session, object)), error);
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
  file_magic kind;
  if (!identify_magic(path, kind) && kind == file_magic::archive)
    return report(jit.linkStaticLibraryInto(jit.getMainJITDylib(), path), error);
  auto library = jit.loadPlatformDynamicLibrary(path);
  if (!library)
    return report(library.takeError(), error);
  jit.getMainJITDylib().addToLinkOrder(*library);
  return true;
}

SymbolMap devirt::symbolMap(DevirtSessionRef session, const char *const *names,
                            const uint64_t *addresses, const bool *weak, size_t count) {
  SymbolMap symbols;
  for (size_t i = 0; i < count; ++i) {
    JITSymbolFlags flags = JITSymbolFlags::Exported | JITSymbolFlags::Callable;
    if (weak[i])
      flags |= JITSymbolFlags::Weak;
    symbols[session->jit->mangleAndIntern(names[i])] = {ExecutorAddr(addresses[i]), flags};
  }
  return symbols;
}

bool DevirtSessionDefine(DevirtSessionRef session, const char *const *names,
                         const uint64_t *addresses, const bool *weak, size_t count,
                         char **error) {
  return report(session->jit->getMainJITDylib().define(
                    absoluteSymbols(symbolMap(session, names, addresses, weak, count))),
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
  if (!found) {
    std::string text = describe(found.takeError());
    std::lock_guard<std::mutex> guard(session->lock);
    if (!session->cause.empty())
      text = std::exchange(session->cause, {});
    *error = strdup(text.c_str());
    return false;
  }
  for (size_t i = 0; i < count; ++i)
    addresses[i] = (*found)[jit.mangleAndIntern(names[i])].getAddress().getValue();
  return true;
}

uint64_t DevirtSessionFind(DevirtSessionRef session, const char *name) {
  LLJIT &jit = *session->jit;
  JITDylibSearchOrder order;
  jit.getMainJITDylib().withLinkOrderDo([&](const JITDylibSearchOrder &all) { order = all; });
  auto found = jit.getExecutionSession().lookup(order, jit.mangleAndIntern(name));
  if (!found)
    return consumeError(found.takeError()), 0;
  return found->getAddress().getValue();
}

const char *DevirtProcessSymbol(DevirtSessionRef session, uint64_t address) {
  Dl_info info;
  auto *pointer = reinterpret_cast<void *>(address);
  if (!dladdr(pointer, &info) || info.dli_saddr != pointer || !info.dli_sname)
    return nullptr;
  return DevirtSessionFind(session, info.dli_sname) == address ? info.dli_sname : nullptr;
}

bool DevirtSessionInitialize(DevirtSessionRef session, char **error) {
  return report(session->jit->initialize(session->jit->getMainJITDylib()), error);
}

bool DevirtSessionDeinitialize(DevirtSessionRef session, char **error) {
  return report(session->jit->deinitialize(session->jit->getMainJITDylib()), error);
}

bool DevirtSessionFindSymbol(DevirtSessionRef session, uint64_t address, char *name,
                             size_t capacity, uint64_t *offset) {
  return session->symbols->find(address, name, capacity, offset);
}
