// What an imported body needs beside itself. For the shims only.
#ifndef DEVIRT_BODY_CLOSURE_H
#define DEVIRT_BODY_CLOSURE_H

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"

namespace devirt {

// The symbols that must be copied with a body, because nothing else is sure to have them.
class BodyClosure {
public:
  explicit BodyClosure(llvm::Module &destination) : destination(destination) {}

  // Null, or why it cannot be formed.
  const char *add(llvm::Function &root) {
    if (const char *reason = addFunction(root))
      return reason;
    for (size_t i = 0; i < functions.size(); ++i)
      for (llvm::Instruction &instruction : llvm::instructions(functions[i]))
        for (llvm::Use &operand : instruction.operands()) {
          auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
          auto *callee = llvm::dyn_cast<llvm::Function>(operand);
          auto *constant = llvm::dyn_cast<llvm::Constant>(operand);
          const char *reason = nullptr;
          if (callee && call && call->isCallee(&operand))
            reason = addCallee(*callee);
          else if (constant)
            reason = addConstant(constant);
          if (reason)
            return reason;
        }
    for (llvm::GlobalVariable *variable : variables)
      if (variable->hasLocalLinkage() && !variable->hasAtLeastLocalUnnamedAddr() &&
          !isOnlyRead(*variable))
        return "it uses the address of static data";
    return nullptr;
  }

  // The body's function first.
  llvm::SetVector<llvm::Function *> functions;
  llvm::SetVector<llvm::GlobalVariable *> variables;

private:
  const char *addCallee(llvm::Function &function) {
    if (isDefinedThere(function))
      return nullptr;
    return mustCopy(function) ? addFunction(function) : checkLinked(function);
  }

  // What the destination defines it uses itself.
  bool isDefinedThere(const llvm::GlobalValue &global) {
    llvm::GlobalValue *known =
        global.hasLocalLinkage() ? nullptr : destination.getNamedValue(global.getName());
    return known && !known->isDeclaration();
  }

  const char *addConstant(llvm::Constant *whole) {
    llvm::SmallVector<llvm::Constant *, 8> left{whole};
    while (!left.empty()) {
      llvm::Constant *part = left.pop_back_val();
      if (!seen.insert(part).second)
        continue;
      if (llvm::isa<llvm::BlockAddress>(part))
        return "it refers to labels";
      if (auto *global = llvm::dyn_cast<llvm::GlobalValue>(part)) {
        if (const char *reason = addGlobal(*global, left))
          return reason;
        continue;
      }
      for (llvm::Use &operand : part->operands())
        left.push_back(llvm::cast<llvm::Constant>(operand));
    }
    return nullptr;
  }

  const char *addGlobal(llvm::GlobalValue &global, llvm::SmallVectorImpl<llvm::Constant *> &left) {
    if (global.isThreadLocal())
      return "it uses thread-local variables";
    if (llvm::isa<llvm::GlobalAlias>(global) || llvm::isa<llvm::GlobalIFunc>(global))
      return "it uses aliases";
    if (isDefinedThere(global))
      return nullptr;
    // Two copies of a function are two addresses.
    if (auto *function = llvm::dyn_cast<llvm::Function>(&global))
      return function->hasLocalLinkage() && !function->hasAtLeastLocalUnnamedAddr()
                 ? "it uses the address of a static function"
                 : addCallee(*function);
    auto &variable = llvm::cast<llvm::GlobalVariable>(global);
    if (!mustCopy(variable))
      return checkLinked(global);
    // There must be one of what is written to.
    if (variable.hasLocalLinkage() && !variable.isConstant())
      return "it uses static data";
    if (!variable.hasInitializer())
      return "it uses data without a value";
    if (variables.insert(&variable))
      left.push_back(variable.getInitializer());
    return nullptr;
  }

  // True if the copied functions do nothing with an address but load from it: nobody can tell
  // a copy from the original.
  bool isOnlyRead(const llvm::Value &address) {
    return llvm::all_of(address.uses(), [&](const llvm::Use &use) {
      const llvm::User *user = use.getUser();
      auto *instruction = llvm::dyn_cast<llvm::Instruction>(user);
      if (instruction &&
          !functions.contains(const_cast<llvm::Function *>(instruction->getFunction())))
        return true;
      if (llvm::isa<llvm::GEPOperator>(user))
        return isOnlyRead(*user);
      if (auto *copy = llvm::dyn_cast<llvm::MemTransferInst>(user))
        return &copy->getRawSourceUse() == &use;
      return llvm::isa<llvm::LoadInst>(user);
    });
  }

  // A file drops what it does not use itself of these.
  static bool mustCopy(const llvm::GlobalValue &global) {
    return !global.isDeclaration() &&
           (global.hasLocalLinkage() || global.hasLinkOnceODRLinkage());
  }

  static const char *checkLinked(const llvm::GlobalValue &global) {
    return global.hasLinkOnceAnyLinkage() || global.hasAppendingLinkage()
               ? "it uses what may not be linked"
               : nullptr;
  }

  const char *addFunction(llvm::Function &function) {
    if (functions.contains(&function))
      return nullptr;
    if (llvm::Error error = function.materialize()) {
      llvm::consumeError(std::move(error));
      return "its body cannot be read";
    }
    if (function.isDeclaration())
      return "it has no body";
    if (function.isInterposable())
      return "another definition may replace it";
    if (function.hasFnAttribute(llvm::Attribute::Naked) || function.hasOptNone() ||
        function.hasPrefixData() || function.hasPrologueData())
      return "it cannot be copied";
    functions.insert(&function);
    return functions.size() > largestImport ? "it needs too many other functions" : nullptr;
  }

  llvm::Module &destination;
  llvm::SmallPtrSet<llvm::Constant *, 32> seen;
  // More is hardly ever inlined.
  static constexpr size_t largestImport = 32;
};

} // namespace devirt

#endif
