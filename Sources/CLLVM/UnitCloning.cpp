#include "UnitCloning.h"

#include "shims/JitUnits.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;
using namespace devirt;

// Looks into an initializer, but not into other globals.
template <typename Predicate> static bool anyPart(const Constant *whole, Predicate test) {
  SmallVector<const Constant *, 8> left{whole};
  SmallPtrSet<const Constant *, 8> seen;
  while (!left.empty()) {
    const Constant *part = left.pop_back_val();
    if (test(part))
      return true;
    if (isa<GlobalValue>(part) || !seen.insert(part).second)
      continue;
    for (const Use &operand : part->operands())
      if (auto *constant = dyn_cast<Constant>(operand))
        left.push_back(constant);
  }
  return false;
}

bool devirt::hasBlockAddress(const GlobalVariable &variable) {
  return variable.hasInitializer() && anyPart(variable.getInitializer(), [](const Constant *part) {
           return isa<BlockAddress>(part);
         });
}

void devirt::makeExternal(GlobalValue &global) {
  global.setLinkage(GlobalValue::ExternalLinkage);
  global.setVisibility(GlobalValue::DefaultVisibility);
  global.setDSOLocal(false);
}

std::unique_ptr<Module> devirt::emptyLike(Module &source, StringRef name) {
  auto result = std::make_unique<Module>(name, source.getContext());
  result->setTargetTriple(source.getTargetTriple());
  result->setDataLayout(source.getDataLayout());
  SmallVector<Module::ModuleFlagEntry, 8> flags;
  source.getModuleFlagsMetadata(flags);
  // Units are linked as shared libraries are, whatever the program was compiled for: thread-local
  // variables must not count on being in the executable.
  for (const Module::ModuleFlagEntry &flag : flags)
    if (flag.Key->getString() != "PIC Level" && flag.Key->getString() != "PIE Level")
      result->addModuleFlag(flag.Behavior, flag.Key->getString(), flag.Val);
  result->setPICLevel(PICLevel::BigPIC);
  return result;
}

Value *Importer::materialize(Value *value) {
  // Modules may disagree about what is at a symbol: the address is the same.
  auto *global = dyn_cast<GlobalValue>(value);
  if (global && global->hasName() && !isa<GlobalAlias>(global))
    if (GlobalValue *known = destination.getNamedValue(global->getName()))
      return known;
  if (auto *function = dyn_cast<Function>(value))
    return declare(*function);
  if (auto *variable = dyn_cast<GlobalVariable>(value))
    return declare(*variable);
  if (auto *alias = dyn_cast<GlobalAlias>(value))
    return declare(*alias);
  return nullptr;
}

Function *Importer::declare(Function &function) {
  if (Function *known = destination.getFunction(function.getName()))
    return known;
  Function *copy =
      Function::Create(function.getFunctionType(), GlobalValue::ExternalLinkage,
                       function.getAddressSpace(), function.getName(), &destination);
  copy->copyAttributesFrom(&function);
  copy->setComdat(nullptr);
  copy->setPersonalityFn(nullptr);
  copy->setPrefixData(nullptr);
  copy->setPrologueData(nullptr);
  makeExternal(*copy);
  if (function.hasExternalWeakLinkage())
    copy->setLinkage(GlobalValue::ExternalWeakLinkage);
  return copy;
}

// What is at the address: under two names the optimizer would take one variable for two.
Constant *Importer::declare(GlobalAlias &alias) {
  const DataLayout &layout = destination.getDataLayout();
  Type *byte = Type::getInt8Ty(destination.getContext());
  if (!alias.isInterposable()) {
    if (auto *function = dyn_cast<Function>(alias.getAliaseeObject()))
      return declare(*function);
    APInt offset(layout.getIndexTypeSizeInBits(alias.getType()), 0);
    Value *base = alias.getAliasee()->stripAndAccumulateConstantOffsets(layout, offset, true);
    if (auto *variable = dyn_cast<GlobalVariable>(base)) {
      GlobalVariable *copy = declare(*variable);
      return offset.isZero() ? static_cast<Constant *>(copy)
                             : ConstantExpr::getGetElementPtr(
                                   byte, copy, ConstantInt::get(destination.getContext(), offset));
    }
  }
  if (GlobalValue *known = destination.getNamedValue(alias.getName()))
    return known;
  // Another definition may win. Of weak ones the optimizer does not assume that they differ.
  if (auto *type = dyn_cast<FunctionType>(alias.getValueType()))
    return Function::Create(type, GlobalValue::ExternalWeakLinkage, alias.getAddressSpace(),
                            alias.getName(), &destination);
  return new GlobalVariable(destination, alias.getValueType(), false,
                            GlobalValue::ExternalWeakLinkage, nullptr, alias.getName(), nullptr,
                            alias.getThreadLocalMode());
}

GlobalVariable *Importer::declare(GlobalVariable &variable) {
  if (GlobalVariable *known = destination.getGlobalVariable(variable.getName(), true))
    return known;
  auto *copy = new GlobalVariable(destination, variable.getValueType(), variable.isConstant(),
                                  GlobalValue::ExternalLinkage, nullptr, variable.getName(),
                                  nullptr, variable.getThreadLocalMode());
  copy->copyAttributesFrom(&variable);
  copy->setComdat(nullptr);
  makeExternal(*copy);
  if (variable.hasExternalWeakLinkage())
    copy->setLinkage(GlobalValue::ExternalWeakLinkage);
  if (hasBlockAddress(variable)) {
    copy->setLinkage(GlobalValue::InternalLinkage);
    copies.push_back({&variable, copy});
  } else if (withConstants && variable.isConstant() && variable.hasDefinitiveInitializer() &&
             !variable.isThreadLocal()) {
    copy->setLinkage(GlobalValue::AvailableExternallyLinkage);
    copies.push_back({&variable, copy});
  }
  return copy;
}

// A label of a function whose body is not in the unit: nothing can stand for it.
void Importer::checkLabels(Constant &constant, const Function *own, ValueToValueMapTy &map) {
  anyPart(&constant, [&](const Constant *part) {
    auto *label = dyn_cast<BlockAddress>(part);
    if (!label || label->getFunction() == own || map.count(label))
      return false;
    map[label] = Constant::getNullValue(label->getType());
    auto *text = MDString::get(destination.getContext(), label->getFunction()->getName());
    destination.getOrInsertNamedMetadata(foreignLabels)
        ->addOperand(MDNode::get(destination.getContext(), text));
    return false;
  });
}

void Importer::cloneBody(Function &copy, Function &source, ValueToValueMapTy &map) {
  for (Instruction &instruction : instructions(source))
    for (Use &operand : instruction.operands())
      if (auto *constant = dyn_cast<Constant>(operand);
          constant && !isa<ConstantData, GlobalValue>(constant))
        checkLabels(*constant, &source, map);
  SmallVector<ReturnInst *, 8> returns;
  CloneFunctionInto(&copy, &source, map, CloneFunctionChangeType::DifferentModule, returns, "",
                    nullptr, nullptr, this);
  copy.setComdat(nullptr);
}

SmallVector<Function *, 16> Importer::declareImports(ArrayRef<LLVMValueRef> values,
                                                     ValueToValueMapTy &map) {
  SmallVector<Function *, 16> functions;
  for (LLVMValueRef value : values) {
    if (auto *variable = dyn_cast<GlobalVariable>(unwrap(value))) {
      declare(*variable);
      continue;
    }
    Function *function = functions.emplace_back(unwrap<Function>(value));
    map[function] = declare(*function);
  }
  return functions;
}

static void mapArguments(Function &copy, Function &source, ValueToValueMapTy &map) {
  for (auto [original, argument] : zip_equal(source.args(), copy.args()))
    map[&original] = &argument;
}

void Importer::fillImports(ArrayRef<Function *> functions, ValueToValueMapTy &map) {
  for (Function *function : functions) {
    auto *copy = cast<Function>((Value *)map[function]);
    mapArguments(*copy, *function, map);
    cloneBody(*copy, *function, map);
    copy->setLinkage(GlobalValue::AvailableExternallyLinkage);
  }
}

void Importer::fillInitializers(ValueToValueMapTy &map) {
  while (!copies.empty()) {
    auto [variable, copy] = copies.pop_back_val();
    checkLabels(*variable->getInitializer(), nullptr, map);
    copy->setInitializer(MapValue(variable->getInitializer(), map, RF_None, nullptr, this));
  }
}

LLVMModuleRef DevirtExtractUnit(LLVMModuleRef reference, const LLVMValueRef *functions,
                                size_t count, const char *suffix, const LLVMValueRef *imports,
                                size_t importCount) {
  Module &source = *unwrap(reference);
  Function &first = *unwrap<Function>(functions[0]);
  auto unit = emptyLike(source, (first.getName() + suffix).str());
  Importer importer(*unit, importCount > 0);
  ValueToValueMapTy map;
  auto imported = importer.declareImports({imports, importCount}, map);
  for (size_t i = 0; i < count; ++i) {
    Function &original = *unwrap<Function>(functions[i]);
    Function *body = Function::Create(original.getFunctionType(), GlobalValue::ExternalLinkage,
                                      original.getAddressSpace(), original.getName() + suffix,
                                      unit.get());
    mapArguments(*body, original, map);
    importer.cloneBody(*body, original, map);
    makeExternal(*body);
  }
  importer.fillImports(imported, map);
  importer.fillInitializers(map);
  return wrap(unit.release());
}
