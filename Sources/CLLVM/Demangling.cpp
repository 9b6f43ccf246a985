#include "shims/Demangling.h"

#include "llvm/Demangle/Demangle.h"

#include <cstring>
#include <string>

char *DevirtDemangle(const char *name, size_t length) {
  return strdup(llvm::demangle(std::string_view(name, length)).c_str());
}
