#include "shims/Digests.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CBindingWrapping.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

#include <elf.h>
#include <link.h>

using namespace llvm;

uint64_t DevirtDigest(const void *bytes, size_t count) {
  return xxh3_64bits(ArrayRef(static_cast<const uint8_t *>(bytes), count));
}

const void *DevirtBufferBytes(LLVMMemoryBufferRef buffer) {
  return unwrap(buffer)->getBufferStart();
}

namespace {

// The file that code came from, by an address in it.
struct Image {
  uint64_t address;
  std::string path;
  std::string buildID;
};

// The note that linkers leave, in memory that is mapped.
std::string buildID(const dl_phdr_info &info) {
  for (const ElfW(Phdr) &header : ArrayRef(info.dlpi_phdr, info.dlpi_phnum)) {
    if (header.p_type != PT_NOTE)
      continue;
    StringRef notes(reinterpret_cast<const char *>(info.dlpi_addr + header.p_vaddr),
                    header.p_memsz);
    while (notes.size() >= sizeof(ElfW(Nhdr))) {
      auto *note = reinterpret_cast<const ElfW(Nhdr) *>(notes.data());
      size_t name = alignTo(note->n_namesz, 4), text = alignTo(note->n_descsz, 4);
      StringRef rest = notes.drop_front(sizeof(ElfW(Nhdr)));
      if (rest.size() < name + text)
        break;
      if (note->n_type == NT_GNU_BUILD_ID && rest.starts_with(StringRef("GNU\0", 4)))
        return toHex(rest.substr(name, note->n_descsz));
      notes = rest.drop_front(name + text);
    }
  }
  return {};
}

int find(dl_phdr_info *info, size_t, void *context) {
  auto &image = *static_cast<Image *>(context);
  for (const ElfW(Phdr) &header : ArrayRef(info->dlpi_phdr, info->dlpi_phnum)) {
    uint64_t start = info->dlpi_addr + header.p_vaddr;
    if (header.p_type != PT_LOAD || image.address - start >= header.p_memsz)
      continue;
    image.path = info->dlpi_name && *info->dlpi_name ? info->dlpi_name : "/proc/self/exe";
    image.buildID = buildID(*info);
    return 1;
  }
  return 0;
}

// A build ID, or else the bytes of the file.
std::string buildIdentity(const void *address) {
  Image image{reinterpret_cast<uint64_t>(address), {}, {}};
  if (!dl_iterate_phdr(find, &image))
    return {};
  if (!image.buildID.empty())
    return image.buildID;
  auto file = MemoryBuffer::getFile(image.path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file)
    return {};
  return utohexstr(xxh3_64bits((*file)->getBuffer()));
}

} // namespace

uint64_t DevirtBuildDigest() {
  std::string own = buildIdentity(reinterpret_cast<const void *>(&DevirtBuildDigest));
  std::string llvm = buildIdentity(reinterpret_cast<const void *>(
      static_cast<uint64_t (*)(ArrayRef<uint8_t>)>(&llvm::xxh3_64bits)));
  return own.empty() || llvm.empty() ? 0 : xxh3_64bits(own + " " + llvm);
}
