#ifndef CLLVM_SHIMS_CALL_PROMOTION_H
#define CLLVM_SHIMS_CALL_PROMOTION_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>

LLVM_C_EXTERN_C_BEGIN

/// Why `call` cannot be turned into a direct call of `callee`, or null if it can.
/// The text is a static string. A callee may lack the context or error that a Swift call passes.
///
/// Requires: `call` is a call or invoke, `callee` a function of the same context.
const char *DevirtPromotionObstacle(LLVMValueRef call, LLVMValueRef callee);

/// Guards `call` with a comparison of its callee against `callee`; returns the direct call made
/// for the equal case, without the context or error that `callee` lacks. `call` itself becomes the
/// other case and can be promoted again.
///
/// `hit` and `miss` become branch weights unless both are zero. See
/// llvm/Transforms/Utils/CallPromotionUtils.h, `promoteCallWithIfThenElse`.
///
/// Requires: `DevirtPromotionObstacle(call, callee)` is null.
LLVMValueRef DevirtPromoteWithGuard(LLVMValueRef call, LLVMValueRef callee, unsigned hit,
                                    unsigned miss);

/// Guards the virtual call `call` with comparisons of `vtable`, the vtable pointer its callee is
/// loaded from, against `count` address points; returns the direct call made where one is equal.
/// See llvm/Transforms/Utils/CallPromotionUtils.h, `promoteCallWithVTableCmp`.
///
/// Requires: as `DevirtPromoteWithGuard`; `vtable` is an instruction that dominates `call`; the
/// slot `call` loads from holds `callee` behind each address point.
LLVMValueRef DevirtPromoteWithVTableGuard(LLVMValueRef call, LLVMValueRef vtable,
                                          LLVMValueRef callee, const LLVMValueRef *addressPoints,
                                          size_t count, unsigned hit, unsigned miss);

/// Moves the instructions that only compute the callee of `call` into the block of `call`, as far
/// as that is legal.
void DevirtSinkCallee(LLVMValueRef call);

LLVM_C_EXTERN_C_END

#endif
