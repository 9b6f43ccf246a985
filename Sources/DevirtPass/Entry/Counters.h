// LLVM's edge counters, in the order that Devirt needs.
#ifndef DEVIRT_COUNTERS_H
#define DEVIRT_COUNTERS_H

#include "llvm/Passes/PassBuilder.h"

namespace devirt {

// Inlines small functions, as clang does it: most counters would be theirs.
void addPreInliner(llvm::ModulePassManager &passes, llvm::OptimizationLevel level,
                   llvm::ThinOrFullLTOPhase phase);

// Adds counters, or with an indexed profile what they counted.
void addCounters(llvm::ModulePassManager &passes, const std::string &profile);

// Makes the counters write to `file`, a pattern.
void lowerCounters(llvm::ModulePassManager &passes, const std::string &file);

} // namespace devirt

#endif
