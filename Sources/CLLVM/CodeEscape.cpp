#include "shims/CodeEscape.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#include <cstring>

using namespace llvm;

namespace {

// Follows an address to where it goes.
class Escape {
public:
  bool escapes(const Value &address) {
    return any_of(address.uses(), [&](const Use &use) { return visit(use); });
  }

private:
  bool follow(const Value &value) { return seen.insert(&value).second && escapes(value); }

  bool visit(const Use &use) {
    const User *user = use.getUser();
    // Labels: there is no second version of a function that gives them away.
    if (isa<BlockAddress>(user))
      return false;
    if (auto *global = dyn_cast<GlobalValue>(user))
      return !global->getName().starts_with("llvm.");
    if (isa<Constant, GetElementPtrInst, PHINode, SelectInst, FreezeInst, BitCastInst>(user))
      return follow(*user);
    if (auto *call = dyn_cast<CallBase>(user)) {
      if (call->isCallee(&use))
        return false;
      const Function *callee = call->getCalledFunction();
      if (callee && callee->getName().starts_with("__devirt_"))
        return false;
      return !call->isArgOperand(&use) || !call->doesNotCapture(call->getArgOperandNo(&use)) ||
             mayLeaveFrame(*call);
    }
    if (auto *store = dyn_cast<StoreInst>(user))
      return store->getValueOperand() == use.get();
    return !isa<LoadInst, ICmpInst, LandingPadInst>(user);
  }

  // Whether the caller's frame may be gone while the callee runs, so that nothing shows that the
  // thread uses what the caller has: the conditions of `isInTailCallPosition` and of CodeGenPrepare,
  // which copies returns.
  static bool mayLeaveFrame(const CallBase &base) {
    auto *call = dyn_cast<CallInst>(&base);
    if (!call || !call->isTailCall())
      return false;
    for (auto *next = call->getNextNode(); !next->isTerminator(); next = next->getNextNode())
      if (!isa<IntrinsicInst>(next) && (next->mayHaveSideEffects() || next->mayReadFromMemory()))
        return false;
    const BasicBlock *block = call->getParent();
    if (const BasicBlock *only = block->getSingleSuccessor())
      block = only;
    return isa<ReturnInst>(block->getTerminator());
  }

  SmallPtrSet<const Value *, 16> seen;
};

// What switches stacks, makes threads without one of the C library's, or adds native code that may.
const char *const switchers[] = {
    "makecontext",   "swapcontext",    "setcontext",  "sigaltstack", "clone",
    "__clone",       "make_fcontext",  "jump_fcontext", "ontop_fcontext", "__morestack",
    "dlopen",        "dlmopen",        "dlsym",       "dlvsym",      "llvm.write_register",
    "llvm.write_register.i64",
};

bool namesStackPointer(StringRef assembly) {
  return assembly.contains("sp") || assembly.contains("leave");
}

char *describe(const Twine &text) { return strdup(text.str().c_str()); }

} // namespace

bool DevirtUnitEscapes(LLVMModuleRef unit) {
  return any_of(unwrap(unit)->global_objects(), [](const GlobalObject &object) {
    return !object.isDeclarationForLinker() && !object.getName().starts_with("llvm.") &&
           Escape().escapes(object);
  });
}

char *DevirtStackObstacle(LLVMModuleRef reference) {
  Module &module = *unwrap(reference);
  for (const char *name : switchers)
    if (const Function *function = module.getFunction(name); function && !function->use_empty())
      return describe("the program uses '" + Twine(name) + "'");
  if (namesStackPointer(module.getModuleInlineAsm()))
    return describe("assembly uses the stack pointer");
  for (const Function &function : module) {
    if (function.hasFnAttribute("split-stack"))
      return describe("'" + function.getName() + "' has a split stack");
    for (const Instruction &instruction : instructions(function))
      if (auto *call = dyn_cast<CallBase>(&instruction); call && call->isInlineAsm()) {
        auto *assembly = cast<InlineAsm>(call->getCalledOperand());
        if (namesStackPointer(assembly->getAsmString()) ||
            StringRef(assembly->getConstraintString()).contains("sp}"))
          return describe("assembly in '" + function.getName() + "' uses the stack pointer");
      }
  }
  return nullptr;
}
