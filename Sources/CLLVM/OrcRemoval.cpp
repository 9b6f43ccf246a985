#include "shims/OrcRemoval.h"

#include "OrcSession.hpp"
#include "SymbolSizes.hpp"

#include "llvm/ADT/StringSet.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/Object/ELF.h"

using namespace llvm;
using namespace llvm::object;
using namespace llvm::orc;
using namespace devirt;

// Makes all symbols but `names` local. Weak ones, such as pointers to personality functions, would
// be found in the first object that has them by all later ones.
static Error hideSymbols(WritableMemoryBuffer &object, const StringSet<> &names) {
  auto file = ELFFile<ELF64LE>::create(StringRef(object.getBufferStart(), object.getBufferSize()));
  if (!file)
    return file.takeError();
  auto sections = file->sections();
  if (!sections)
    return sections.takeError();
  for (const ELF64LE::Shdr &section : *sections) {
    if (section.sh_type != ELF::SHT_SYMTAB)
      continue;
    auto symbols = file->symbols(&section);
    if (!symbols)
      return symbols.takeError();
    auto texts = file->getStringTableForSymtab(section);
    if (!texts)
      return texts.takeError();
    for (const ELF64LE::Sym &symbol : *symbols) {
      auto name = symbol.getName(*texts);
      if (!name)
        return name.takeError();
      if (symbol.isDefined() && symbol.getBinding() != ELF::STB_LOCAL && !names.contains(*name))
        const_cast<ELF64LE::Sym &>(symbol).setBinding(ELF::STB_LOCAL);
    }
  }
  return Error::success();
}

static ResourceTrackerSP tracker(DevirtSessionRef session, uint64_t group) {
  std::lock_guard<std::mutex> guard(session->lock);
  auto known = session->removable.find(group);
  if (known != session->removable.end())
    return known->second;
  return session->jit->getMainJITDylib().getDefaultResourceTracker();
}

uint64_t DevirtSessionMakeGroup(DevirtSessionRef session) {
  uint64_t number = ++session->objects;
  std::lock_guard<std::mutex> guard(session->lock);
  session->removable[number] = session->jit->getMainJITDylib().createResourceTracker();
  return number;
}

bool DevirtSessionDefineIn(DevirtSessionRef session, uint64_t group, const char *const *names,
                           const uint64_t *addresses, const bool *weak, size_t count,
                           char **error) {
  return report(session->jit->getMainJITDylib().define(
                    absoluteSymbols(symbolMap(session, names, addresses, weak, count)),
                    tracker(session, group)),
                error);
}

static bool addObject(DevirtSessionRef session, uint64_t group, LLVMMemoryBufferRef object,
                      const char *const *names, size_t count, bool isHot, char **error) {
  auto named = nameObject(session, object, isHot);
  if (names) {
    StringSet<> kept;
    for (size_t i = 0; i < count; ++i)
      kept.insert(names[i]);
    if (!report(hideSymbols(*named, kept), error))
      return false;
  }
  return report(session->jit->addObjectFile(tracker(session, group), std::move(named)), error);
}

bool DevirtSessionAddObjectIn(DevirtSessionRef session, uint64_t group,
                              LLVMMemoryBufferRef object, const char *const *names, size_t count,
                              char **error) {
  return addObject(session, group, object, names, count, /*isHot=*/false, error);
}

uint64_t DevirtSessionAddRemovable(DevirtSessionRef session, LLVMMemoryBufferRef object,
                                   const char *const *names, size_t count, bool isHot,
                                   char **error) {
  uint64_t group = DevirtSessionMakeGroup(session);
  if (addObject(session, group, object, names, count, isHot, error))
    return group;
  std::lock_guard<std::mutex> guard(session->lock);
  session->removable.erase(group);
  return 0;
}

bool DevirtSessionRemove(DevirtSessionRef session, uint64_t object, char **error) {
  ResourceTrackerSP tracker;
  {
    std::lock_guard<std::mutex> guard(session->lock);
    auto known = session->removable.find(object);
    if (known == session->removable.end())
      return true;
    tracker = std::move(known->second);
    session->removable.erase(known);
  }
  return report(tracker->remove(), error);
}

bool DevirtSessionMemory(DevirtSessionRef session, uint64_t address, DevirtObjectMemory *memory) {
  auto known = session->symbols->memory(address);
  if (known)
    *memory = *known;
  return known.has_value();
}
