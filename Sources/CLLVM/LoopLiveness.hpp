// What is live at the heads of loops. For the shims only.
#ifndef DEVIRT_LOOP_LIVENESS_HPP
#define DEVIRT_LOOP_LIVENESS_HPP

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/Function.h"

namespace devirt {

// A value that the code from the head of a loop on may use.
struct LiveValue {
  llvm::Value *value;
  // What is handed over: of a variable that nobody else can see its contents, not its address, so
  // that the continuation can keep it in a register.
  llvm::Type *type;
  bool isContents;
  // A label's address is another one in the continuation.
  bool isLabel = false;
};

struct LoopEntry {
  llvm::BasicBlock *header;
  int32_t parent;
  llvm::SmallVector<LiveValue, 16> live;
  llvm::StructType *frame;
  llvm::SmallVector<llvm::BasicBlock *, 8> blocks;
};

using Blocks = llvm::SmallPtrSet<const llvm::BasicBlock *, 32>;

// The block and all that may run after it.
Blocks reachableFrom(llvm::BasicBlock *start);

// The loops that can be entered, and what must be handed over: the same for each copy of a body.
llvm::SmallVector<LoopEntry, 4> findLoopEntries(llvm::Function &function);

} // namespace devirt

#endif
