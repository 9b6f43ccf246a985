#include "shims/NativeNames.h"

#include <dlfcn.h>

bool DevirtFindNativeName(uint64_t address, DevirtNativeName *name) {
  Dl_info info;
  auto *pointer = reinterpret_cast<void *>(address);
  if (!dladdr(pointer, &info) || !info.dli_fname)
    return false;
  name->object = info.dli_fname;
  name->symbol = info.dli_saddr == pointer ? info.dli_sname : nullptr;
  name->offset = address - reinterpret_cast<uint64_t>(info.dli_fbase);
  return true;
}
