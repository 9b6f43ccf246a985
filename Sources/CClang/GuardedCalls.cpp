#include "CClang.h"

#include <cstring>
#include <cxxabi.h>
#include <exception>
#include <string>
#include <typeinfo>

// The type of the exception that is being handled.
static std::string currentType() {
  const std::type_info *type = abi::__cxa_current_exception_type();
  if (!type)
    return "a foreign exception";
  int status = 0;
  char *readable = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);
  std::string text = status == 0 ? readable : type->name();
  free(readable);
  return text;
}

char *DevirtCallGuarded(uintptr_t function) {
  try {
    reinterpret_cast<void (*)()>(function)();
    return nullptr;
  } catch (abi::__forced_unwind &) {
    // The thread ends.
    throw;
  } catch (const std::exception &problem) {
    return strdup((currentType() + ": " + problem.what()).c_str());
  } catch (...) {
    return strdup(currentType().c_str());
  }
}
