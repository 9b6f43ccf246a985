#ifndef CLLVM_CALL_ADAPTATION_HPP
#define CLLVM_CALL_ADAPTATION_HPP

#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"

namespace devirt {

/// Whether `site` passes arguments that `callee` has no parameter for and does not miss: the
/// context of a Swift closure, or the place of its error.
bool needsAdaptation(const llvm::CallBase &site, const llvm::Function &callee);

/// A copy of `call`, in no block yet, without those arguments. It still calls what `call` calls.
///
/// Requires: `needsAdaptation(call, callee)`.
llvm::CallInst *adaptedCall(const llvm::CallBase &call, const llvm::Function &callee);

/// Why `site` cannot be turned into a call of `callee`, adapted if need be; null if it can.
const char *promotionObstacle(const llvm::CallBase &site, llvm::Function &callee);

} // namespace devirt

#endif
