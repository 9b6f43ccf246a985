#include "DataSections.hpp"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

// Distances within the object are constants: nobody needs to write them. Functions are elsewhere.
static void bindLocally(Module &data) {
  for (GlobalVariable &variable : data.globals())
    if (!variable.isDeclaration() && !variable.isThreadLocal())
      variable.setDSOLocal(true);
  for (GlobalAlias &alias : data.aliases())
    if (!alias.isThreadLocal())
      alias.setDSOLocal(true);
}

// JITLink wants sections of one name to be all read-only or all writable. That of other constants
// stays read-only: swiftc asks for it for variables that are written once.
static void unifySections(Module &data) {
  auto inSection = [](GlobalVariable &variable) {
    return variable.hasSection() && variable.hasInitializer() && !variable.isThreadLocal();
  };
  StringSet<> writable;
  for (GlobalVariable &variable : data.globals())
    if (inSection(variable) &&
        (!variable.isConstant() || variable.getInitializer()->needsDynamicRelocation()))
      writable.insert(variable.getSection());
  for (GlobalVariable &variable : data.globals())
    if (inSection(variable) && writable.contains(variable.getSection())) {
      if (variable.getSection() == ".rodata")
        variable.setSection("");
      else
        variable.setConstant(false);
    }
}

void devirt::arrangeData(Module &data) {
  bindLocally(data);
  unifySections(data);
}
