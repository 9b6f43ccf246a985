#include "shims/JitUnits.h"

#include "UnitCloning.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/GlobalIFunc.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

#include <cstring>

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
    if (auto *object = dyn_cast<GlobalObject>(&global))
      object->setComdat(nullptr);
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

// One function that calls the constructors, lowest priority first, and registers the destructors to
// run last of all, the highest priority first. ORC's platforms do not order by priority.
static void orderStructors(Module &data, ValueToValueMapTy &map, Importer &importer,
                           Module &source) {
  LLVMContext &context = data.getContext();
  auto callInOrder = [&](StringRef table, StringRef name, bool descending) -> Function * {
    GlobalVariable *variable = source.getGlobalVariable(table);
    auto *entries = variable && variable->hasInitializer()
                        ? dyn_cast<ConstantArray>(variable->getInitializer())
                        : nullptr;
    if (!entries)
      return nullptr;
    SmallVector<std::pair<uint64_t, Value *>, 8> ordered;
    for (Use &use : entries->operands()) {
      auto *entry = cast<ConstantStruct>(use);
      if (!entry->getOperand(1)->isNullValue())
        ordered.push_back({cast<ConstantInt>(entry->getOperand(0))->getZExtValue(),
                           MapValue(entry->getOperand(1), map, RF_None, nullptr, &importer)});
    }
    llvm::stable_sort(ordered, [=](auto &a, auto &b) {
      return descending ? a.first > b.first : a.first < b.first;
    });
    auto *type = FunctionType::get(Type::getVoidTy(context), false);
    Function *all = Function::Create(type, GlobalValue::InternalLinkage, name, &data);
    IRBuilder<> builder(BasicBlock::Create(context, "entry", all));
    for (auto &[priority, function] : ordered)
      builder.CreateCall(type, function);
    builder.CreateRetVoid();
    return all;
  };
  Function *destructors = callInOrder("llvm.global_dtors", "__devirt_destructors", true);
  Function *constructors = callInOrder("llvm.global_ctors", "__devirt_constructors", false);
  if (destructors) {
    auto *type = FunctionType::get(Type::getVoidTy(context), false);
    if (!constructors) {
      constructors =
          Function::Create(type, GlobalValue::InternalLinkage, "__devirt_constructors", &data);
      IRBuilder<>(BasicBlock::Create(context, "entry", constructors)).CreateRetVoid();
    }
    IRBuilder<> builder(&constructors->getEntryBlock().front());
    registerAtExit(builder, data, destructors);
  }
  if (constructors)
    appendToGlobalCtors(data, constructors, 65535);
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
  for (GlobalVariable *variable : defined)
    cast<GlobalVariable>((Value *)map[variable])
        ->setInitializer(MapValue(variable->getInitializer(), map, RF_None, nullptr, &importer));
  for (GlobalAlias &alias : source.aliases())
    if (!isa<Function>(alias.getAliaseeObject()))
      GlobalAlias::create(alias.getValueType(), alias.getAddressSpace(), alias.getLinkage(),
                          alias.getName(),
                          MapValue(alias.getAliasee(), map, RF_None, nullptr, &importer),
                          data.get());
  orderStructors(*data, map, importer, source);
  importer.fillInitializers(map);
  return wrap(data.release());
}

void DevirtCountEntries(LLVMValueRef reference, unsigned index, unsigned token,
                        const char *counters, const char *hot) {
  Function &function = *unwrap<Function>(reference);
  Module &module = *function.getParent();
  LLVMContext &context = module.getContext();
  Type *word = Type::getInt32Ty(context);
  Constant *base = module.getOrInsertGlobal(counters, ArrayType::get(word, 0));
  FunctionCallee report = module.getOrInsertFunction(hot, Type::getVoidTy(context), word);

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
  builder.CreateCall(report, builder.getInt32(token));
  builder.CreateBr(rest);
}

void DevirtForEachFunctionAlias(LLVMModuleRef module,
                                void (*visit)(const char *alias, LLVMValueRef function, void *),
                                void *context) {
  for (GlobalAlias &alias : unwrap(module)->aliases())
    if (auto *function = dyn_cast<Function>(alias.getAliaseeObject()))
      visit(alias.getName().str().c_str(), wrap(function), context);
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
