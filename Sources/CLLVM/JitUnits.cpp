#include "shims/JitUnits.h"

#include "DataSections.hpp"
#include "SwiftImages.hpp"
#include "UnitCloning.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <cstring>
#include <map>

using namespace llvm;
using namespace devirt;

namespace {

// A call that registers `function` to run when the module's library is closed.
CallInst *registerAtExit(IRBuilder<> &builder, Module &module, Value *function) {
  Type *pointer = PointerType::get(module.getContext(), 0);
  FunctionCallee registration =
      module.getOrInsertFunction("__cxa_atexit", builder.getInt32Ty(), pointer, pointer, pointer);
  Constant *handle = module.getOrInsertGlobal("__dso_handle", builder.getInt8Ty());
  return builder.CreateCall(registration,
                            {function, ConstantPointerNull::get(cast<PointerType>(pointer)), handle});
}

// `atexit` of the ORC runtime registers with the runtime itself, whose handlers run too late. It is
// a part of every object in a native program, too.
void defineAtExit(Module &module) {
  Function *function = module.getFunction("atexit");
  if (!function || !function->isDeclaration() || function->arg_size() != 1)
    return;
  function->setLinkage(GlobalValue::LinkOnceODRLinkage);
  IRBuilder<> builder(BasicBlock::Create(module.getContext(), "entry", function));
  builder.CreateRet(registerAtExit(builder, module, function->getArg(0)));
}

} // namespace

void DevirtPrepareForUnits(LLVMModuleRef reference, const char *suffix) {
  Module &module = *unwrap(reference);
  defineAtExit(module);
  registerSwiftImage(module);
  unsigned unnamed = 0;
  for (GlobalValue &global : module.global_values()) {
    if (global.getName().starts_with("llvm."))
      continue;
    if (global.hasLocalLinkage() || !global.hasName()) {
      std::string name = global.hasName() ? global.getName().str() : "anonymous";
      if (!global.hasName())
        name += Twine(unnamed++).str();
      global.setName(name + "." + suffix);
      makeExternal(global);
    }
    // Other objects refer to it.
    global.setVisibility(GlobalValue::DefaultVisibility);
    global.setDSOLocal(false);
    if (auto *variable = dyn_cast<GlobalVariable>(&global); variable && variable->isThreadLocal())
      variable->setThreadLocalMode(GlobalValue::GeneralDynamicTLSModel);
    if (global.hasAvailableExternallyLinkage()) {
      if (auto *function = dyn_cast<Function>(&global))
        function->deleteBody();
      else if (auto *variable = dyn_cast<GlobalVariable>(&global))
        variable->setInitializer(nullptr);
      global.setLinkage(GlobalValue::ExternalLinkage);
    }
    if (auto *object = dyn_cast<GlobalObject>(&global); object && object->hasComdat()) {
      // One group of several is linked, whatever the linkage of what is in it.
      if (object->hasExternalLinkage() &&
          object->getComdat()->getSelectionKind() != Comdat::NoDeduplicate)
        object->setLinkage(GlobalValue::WeakODRLinkage);
      object->setComdat(nullptr);
    }
    // Set by compilers at -O0: how the code is optimized is decided here.
    if (auto *function = dyn_cast<Function>(&global); function && function->hasOptNone()) {
      function->removeFnAttr(Attribute::OptimizeNone);
      function->removeFnAttr(Attribute::NoInline);
    }
  }
}

void DevirtKeepLineTables(LLVMModuleRef module) { stripNonLineTableDebugInfo(*unwrap(module)); }

char *DevirtUnitObstacle(LLVMModuleRef reference) {
  for (GlobalIFunc &ifunc : unwrap(reference)->ifuncs())
    return strdup(("'" + ifunc.getName() + "' is an ifunc").str().c_str());
  return nullptr;
}

char *DevirtForeignLabel(LLVMModuleRef unit) {
  NamedMDNode *labels = unwrap(unit)->getNamedMetadata(foreignLabels);
  if (!labels)
    return nullptr;
  StringRef function = cast<MDString>(labels->getOperand(0)->getOperand(0))->getString();
  return strdup(("uses a label of '" + function + "', which is compiled apart").str().c_str());
}

namespace {

// The entries of `llvm.global_ctors` or `llvm.global_dtors` by priority.
std::map<uint32_t, SmallVector<Constant *, 8>> structorsOf(Module &module, bool destructors) {
  std::map<uint32_t, SmallVector<Constant *, 8>> groups;
  GlobalVariable *table =
      module.getGlobalVariable(destructors ? "llvm.global_dtors" : "llvm.global_ctors");
  auto *entries = table && table->hasInitializer()
                      ? dyn_cast<ConstantArray>(table->getInitializer())
                      : nullptr;
  if (!entries)
    return groups;
  for (Use &use : entries->operands()) {
    auto *entry = cast<ConstantStruct>(use);
    if (!entry->getOperand(1)->isNullValue())
      groups[cast<ConstantInt>(entry->getOperand(0))->getZExtValue()].push_back(
          entry->getOperand(1));
  }
  return groups;
}

// For each priority a function that calls the constructors, and one that registers the destructors:
// what has been registered last runs first. ORC's platforms order neither priorities nor modules.
void extractStructors(Module &data, StringRef marker, ValueToValueMapTy &map, Importer &importer,
                      Module &source) {
  auto *type = FunctionType::get(Type::getVoidTy(data.getContext()), false);
  for (bool destructors : {true, false})
    for (auto &[priority, functions] : structorsOf(source, destructors)) {
      std::string name =
          (marker + (destructors ? ".dtors." : ".ctors.") + Twine(priority)).str();
      Function *all = Function::Create(type, GlobalValue::ExternalLinkage, name, &data);
      IRBuilder<> builder(BasicBlock::Create(data.getContext(), "entry", all));
      for (Constant *function : functions) {
        Value *copy = MapValue(function, map, RF_None, nullptr, &importer);
        if (destructors)
          registerAtExit(builder, data, copy);
        else
          builder.CreateCall(type, copy);
      }
      builder.CreateRetVoid();
    }
}

} // namespace

void DevirtForEachStructorGroup(LLVMModuleRef module,
                                void (*visit)(uint32_t priority, bool destructors, void *),
                                void *context) {
  for (bool destructors : {true, false})
    for (auto &[priority, functions] : structorsOf(*unwrap(module), destructors))
      visit(priority, destructors, context);
}

LLVMModuleRef DevirtExtractData(LLVMModuleRef reference, const char *marker) {
  Module &source = *unwrap(reference);
  auto data = emptyLike(source, source.getModuleIdentifier() + ".data");
  Type *byte = Type::getInt8Ty(source.getContext());
  new GlobalVariable(*data, byte, true, GlobalValue::ExternalLinkage, ConstantInt::get(byte, 0),
                     marker);
  data->setModuleInlineAsm(source.getModuleInlineAsm());
  Importer importer(*data, false);
  ValueToValueMapTy map;
  SmallVector<GlobalVariable *, 32> defined;
  for (GlobalVariable &variable : source.globals()) {
    if (variable.isDeclaration() || hasBlockAddress(variable) ||
        variable.getName() == "llvm.used" || variable.getName() == "llvm.compiler.used" ||
        variable.getName() == "llvm.global_ctors" || variable.getName() == "llvm.global_dtors" ||
        variable.getSection() == "llvm.metadata")
      continue;
    GlobalVariable *copy = importer.declare(variable);
    copy->setLinkage(variable.getLinkage());
    map[&variable] = copy;
    defined.push_back(&variable);
  }
  for (GlobalAlias &alias : source.aliases())
    if (!isa<Function>(alias.getAliaseeObject()))
      map[&alias] = GlobalAlias::create(
          alias.getValueType(), alias.getAddressSpace(), alias.getLinkage(), alias.getName(),
          MapValue(alias.getAliasee(), map, RF_None, nullptr, &importer), data.get());
  for (GlobalVariable *variable : defined)
    cast<GlobalVariable>((Value *)map[variable])
        ->setInitializer(MapValue(variable->getInitializer(), map, RF_None, nullptr, &importer));
  extractStructors(*data, marker, map, importer, source);
  importer.fillInitializers(map);
  arrangeData(*data);
  return wrap(data.release());
}

void DevirtCountEntries(LLVMValueRef reference, unsigned index, uint64_t token,
                        const char *counters, const char *hot) {
  Function &function = *unwrap<Function>(reference);
  Module &module = *function.getParent();
  LLVMContext &context = module.getContext();
  Type *word = Type::getInt32Ty(context);
  Constant *base = module.getOrInsertGlobal(counters, ArrayType::get(word, 0));
  FunctionCallee report = module.getOrInsertFunction(hot, Type::getVoidTy(context), Type::getInt64Ty(context));

  // Behind the allocas: those of the entry block stay static.
  BasicBlock &entry = function.getEntryBlock();
  auto point = entry.getFirstNonPHIOrDbgOrAlloca();
  BasicBlock *rest = entry.splitBasicBlock(point, "entry.counted");
  BasicBlock *due = BasicBlock::Create(context, "entry.hot", &function);
  entry.getTerminator()->eraseFromParent();

  IRBuilder<> builder(&entry);
  Value *address = builder.CreateConstInBoundsGEP1_32(word, base, index);
  Value *left = builder.CreateSub(builder.CreateLoad(word, address), builder.getInt32(1));
  builder.CreateStore(left, address);
  builder.CreateCondBr(builder.CreateICmpEQ(left, builder.getInt32(0)), due, rest,
                       MDBuilder(context).createUnlikelyBranchWeights());
  builder.SetInsertPoint(due);
  builder.CreateCall(report, builder.getInt64(token));
  builder.CreateBr(rest);
}

void DevirtForEachFunctionAlias(LLVMModuleRef module,
                                void (*visit)(const char *alias, LLVMValueRef function,
                                              bool isWeak, void *),
                                void *context) {
  for (GlobalAlias &alias : unwrap(module)->aliases())
    if (auto *function = dyn_cast<Function>(alias.getAliaseeObject()))
      visit(alias.getName().str().c_str(), wrap(function), alias.isWeakForLinker(), context);
}

void DevirtForEachCallee(LLVMValueRef function, void (*visit)(LLVMValueRef callee, void *),
                         void *context) {
  for (BasicBlock &block : *unwrap<Function>(function))
    for (Instruction &instruction : block)
      if (auto *call = dyn_cast<CallBase>(&instruction))
        if (Function *callee = call->getCalledFunction())
          visit(wrap(callee), context);
}

size_t DevirtInstructionCount(LLVMValueRef function) {
  return unwrap<Function>(function)->getInstructionCount();
}
