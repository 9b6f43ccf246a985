#include "SymbolSizes.hpp"

#include "llvm/Object/ELF.h"

#include <algorithm>

using namespace llvm;
using namespace llvm::object;

void devirt::clampSymbolSizes(WritableMemoryBuffer &object) {
  auto file = ELFFile<ELF64LE>::create(StringRef(object.getBufferStart(), object.getBufferSize()));
  if (!file)
    return consumeError(file.takeError());
  // What is wrong with an object is said when it is linked.
  auto sections = file->sections();
  if (!sections)
    return consumeError(sections.takeError());
  for (const ELF64LE::Shdr &table : *sections) {
    if (table.sh_type != ELF::SHT_SYMTAB)
      continue;
    auto symbols = file->symbols(&table);
    if (!symbols) {
      consumeError(symbols.takeError());
      continue;
    }
    for (const ELF64LE::Sym &symbol : *symbols) {
      if (symbol.getType() == ELF::STT_TLS || symbol.st_shndx == ELF::SHN_UNDEF ||
          symbol.st_shndx >= ELF::SHN_LORESERVE || symbol.st_shndx >= sections->size())
        continue;
      uint64_t end = (*sections)[symbol.st_shndx].sh_size;
      uint64_t room = end - std::min<uint64_t>(end, symbol.st_value);
      if (symbol.st_size > room)
        // The buffer can be written to.
        const_cast<ELF64LE::Sym &>(symbol).st_size = room;
    }
  }
}
