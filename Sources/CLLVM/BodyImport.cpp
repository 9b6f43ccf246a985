#include "BodyClosure.h"
#include "UnitCloning.h"

#include "shims/BodyImport.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace devirt;

namespace {

// On imported functions: the name says who made them.
constexpr char importedAttribute[] = "devirt-imported";
// On those that the module knew only after the import.
constexpr char weakAttribute[] = "devirt-weak";
// The variable in the section of bodies.
constexpr char embeddedName[] = "devirt.bodies";
// Those of the C and C++ libraries: every program that needs them links them, and the optimizer
// makes calls of one out of calls of another, so that a definition elsewhere says nothing.
bool isOfLibrary(const GlobalValue &global, const TargetLibraryInfo &library) {
  StringRef name = global.getName();
  LibFunc known;
  return library.getLibFunc(name, known) || name.starts_with("__cxa_") ||
         name.starts_with("_Unwind_") || name.starts_with("__gxx_personality") ||
         name.starts_with("_ZNSt") || name.starts_with("_ZNKSt") || name.starts_with("_ZSt") ||
         name.starts_with("_ZTVN10__cxxabiv1") || name.starts_with("_ZTISt") ||
         name.starts_with("_ZTVSt");
}

// Clones what the closure has; `root` for inlining only.
void cloneClosure(Module &destination, BodyClosure &closure, Function &root) {
  Importer importer(destination, /*withConstants=*/false);
  ValueToValueMapTy map;
  for (Function *function : closure.functions)
    map[function] = importer.declare(*function);
  for (GlobalVariable *variable : closure.variables)
    map[variable] = importer.declare(*variable);
  for (Function *function : closure.functions) {
    auto *copy = cast<Function>((Value *)map[function]);
    for (auto [original, argument] : zip_equal(function->args(), copy->args()))
      map[&original] = &argument;
    importer.cloneBody(*copy, *function, map);
    copy->setLinkage(function == &root ? GlobalValue::AvailableExternallyLinkage
                                       : function->getLinkage());
    copy->addFnAttr(importedAttribute);
  }
  for (GlobalVariable *variable : closure.variables) {
    auto *copy = cast<GlobalVariable>((Value *)map[variable]);
    copy->setInitializer(
        MapValue(variable->getInitializer(), map, RF_None, nullptr, &importer));
    copy->setLinkage(variable->getLinkage());
  }
  auto share = [&](GlobalObject &copy) {
    if (copy.hasLinkOnceODRLinkage())
      copy.setComdat(destination.getOrInsertComdat(copy.getName()));
  };
  for (Function *function : closure.functions)
    share(*cast<Function>((Value *)map[function]));
  for (GlobalVariable *variable : closure.variables)
    share(*cast<GlobalVariable>((Value *)map[variable]));
}

} // namespace

void DevirtPrepareForImport(LLVMModuleRef module, const char *suffix) {
  for (GlobalValue &global : unwrap(module)->global_values())
    if (global.hasLocalLinkage() && !global.getName().starts_with("llvm."))
      global.setName(Twine(global.hasName() ? global.getName() : "unnamed") + suffix);
}

const char *DevirtImportBody(LLVMModuleRef reference, LLVMValueRef body) {
  Module &destination = *unwrap(reference);
  auto &root = *unwrap<Function>(body);
  if (root.getParent()->getDataLayout() != destination.getDataLayout())
    return "it is for another target";
  Function *declared = destination.getFunction(root.getName());
  bool isWeak = !declared || declared->use_empty() || declared->hasFnAttribute(weakAttribute);
  if (!isWeak && declared->hasExternalWeakLinkage())
    return "the program does without it";
  BodyClosure closure(destination);
  if (const char *reason = closure.add(root))
    return reason;

  StringSet<> before;
  for (GlobalValue &global : destination.global_values())
    if (!global.use_empty() || !global.isDeclaration())
      before.insert(global.getName());
  for (Function *function : closure.functions)
    if (Function *known = destination.getFunction(function->getName()))
      if (known->getFunctionType() != function->getFunctionType())
        return "its files disagree about a type";
  for (GlobalVariable *variable : closure.variables)
    if (GlobalVariable *known = destination.getGlobalVariable(variable->getName(), true))
      if (known->getValueType() != variable->getValueType())
        return "its files disagree about a type";
  // Of functions by these names there are bodies already.
  closure.functions.remove_if([&](Function *function) {
    Function *known = destination.getFunction(function->getName());
    return known && !known->isDeclaration();
  });
  closure.variables.remove_if([&](GlobalVariable *variable) {
    GlobalVariable *known = destination.getGlobalVariable(variable->getName(), true);
    return known && !known->isDeclaration();
  });
  cloneClosure(destination, closure, root);

  TargetLibraryInfoImpl implementation(destination.getTargetTriple());
  TargetLibraryInfo library(implementation);
  for (GlobalObject &global : destination.global_objects()) {
    auto *function = dyn_cast<Function>(&global);
    if (before.contains(global.getName()) || (function && function->isIntrinsic()))
      continue;
    if (!global.isDeclaration() || !global.hasExternalLinkage() || isOfLibrary(global, library))
      continue;
    global.setLinkage(GlobalValue::ExternalWeakLinkage);
    if (function)
      function->addFnAttr(weakAttribute);
  }
  if (isWeak)
    destination.getFunction(root.getName())->addFnAttr(weakAttribute);
  return nullptr;
}

bool DevirtIsImported(LLVMValueRef function) {
  return unwrap<Function>(function)->hasFnAttribute(importedAttribute);
}

// A definition, even one for inlining only, cannot be weak as well: guards compare with a second,
// weak declaration, under a name that means the same symbol. An assembler then takes all references
// to the symbol for weak.
void DevirtWeakenImports(LLVMModuleRef reference) {
  Module &module = *unwrap(reference);
  for (Function &function : make_early_inc_range(module)) {
    if (!function.hasFnAttribute(weakAttribute))
      continue;
    function.removeFnAttr(weakAttribute);
    if (function.isDeclaration())
      continue;
    if (function.use_empty()) {
      function.eraseFromParent();
      continue;
    }
    Function *weak = Function::Create(function.getFunctionType(), GlobalValue::ExternalWeakLinkage,
                                      function.getAddressSpace(), "\01" + function.getName(),
                                      &module);
    weak->setAttributes(function.getAttributes());
    weak->setCallingConv(function.getCallingConv());
    auto isCall = [](Use &use) {
      auto *call = dyn_cast<CallBase>(use.getUser());
      return call && call->isCallee(&use);
    };
    // Without a comparison nothing but the calls is left to be weak.
    bool isCompared = !all_of(function.uses(), isCall);
    function.replaceUsesWithIf(weak, [&](Use &use) { return !isCompared || !isCall(use); });
  }
}

void DevirtExportFunction(LLVMValueRef reference, const char *name) {
  auto &function = *unwrap<Function>(reference);
  function.setLinkage(GlobalValue::ExternalLinkage);
  function.setName(name);
}

void DevirtAddHiddenAlias(LLVMValueRef reference, const char *name) {
  auto *alias = GlobalAlias::create(GlobalValue::ExternalLinkage, name,
                                    unwrap<Function>(reference));
  alias->setVisibility(GlobalValue::HiddenVisibility);
  alias->setDSOLocal(true);
}

void DevirtEmbedBytes(LLVMModuleRef reference, const char *section, const void *bytes,
                      size_t count) {
  Module &module = *unwrap(reference);
  Constant *data = ConstantDataArray::getRaw(
      StringRef(static_cast<const char *>(bytes), count), count,
      Type::getInt8Ty(module.getContext()));
  auto *variable = new GlobalVariable(module, data->getType(), /*isConstant=*/true,
                                      GlobalValue::PrivateLinkage, data, embeddedName);
  variable->setSection(section);
  variable->setAlignment(Align(8));
  appendToUsed(module, {variable});
}

bool DevirtHasEmbeddedBytes(LLVMModuleRef module) {
  return unwrap(module)->getGlobalVariable(embeddedName, /*AllowInternal=*/true) != nullptr;
}
