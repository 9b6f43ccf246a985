#ifndef CLLVM_SHIMS_LOOP_ENTRIES_H
#define CLLVM_SHIMS_LOOP_ENTRIES_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// On-stack replacement: a frame that runs a loop hands its live values to a continuation, a
/// function that begins at the head of the loop and ends where the original does, and returns what
/// the continuation returns. Loops are numbered outer ones first, then by position.

/// What the heads of loops do in each iteration: if their counter is below zero, they ask where to
/// go on:
///
///     continuation = enter(token, label | loop number, &counters[0])
///
/// An answer other than null is called with the live values, and its result returned. The counters
/// are 32-bit numbers, one a loop; whoever answers sets them anew.
typedef struct {
  const char *enter;
  uint64_t token;
  uint32_t label;
  /// Iterations are counted down from here, in the data of the unit.
  int32_t threshold;
  /// If set, iterations are not counted: gives the counters, which others set. Only loops ask that
  /// have indirect calls or calls of `callees`.
  int32_t *(*makeCounters)(size_t loops, void *context);
  void *context;
  /// A symbol for the counters, so that the code holds no address of them; null: an address, or
  /// counters of its own that nobody else sees. `makeCounters` is called all the same.
  const char *countersSymbol;
  const LLVMValueRef *callees;
  size_t calleeCount;
} DevirtLoopChecks;

/// Makes the loops of `function`, a body in a unit, ask.
///
/// - parents: null or room for `capacity` numbers: the loop that each one is in, or -1.
/// - Returns the number of loops, 0 for functions that cannot be entered in the middle.
size_t DevirtCheckLoops(LLVMValueRef function, const DevirtLoopChecks *checks, int32_t *parents,
                        size_t capacity);

/// Makes a module with the continuation of `function` from the head of a loop, named as the
/// function followed by `suffix`; `imports` as for `DevirtExtractUnit`.
///
/// - checks: what its own loops do, or null; the callees are functions of `source`.
///
/// Returns null if the loop cannot be entered.
LLVMModuleRef DevirtExtractContinuation(LLVMModuleRef source, LLVMValueRef function, size_t loop,
                                        const char *suffix, const LLVMValueRef *imports,
                                        size_t importCount,
                                        const DevirtLoopChecks *checks);

/// Why there can be no second version of `function`'s code, a static text, or null.
const char *DevirtVersionObstacle(LLVMValueRef function);

/// Why no loop of `function` can be entered, a static text, or null.
const char *DevirtLoopEntryObstacle(LLVMValueRef function);

LLVM_C_EXTERN_C_END

#endif
