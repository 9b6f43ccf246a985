#ifndef CLLVM_SHIMS_JIT_UNITS_H
#define CLLVM_SHIMS_JIT_UNITS_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

LLVM_C_EXTERN_C_BEGIN

/// Prepares `module` for being compiled in parts: symbols of local linkage become external under
/// the name `<name>.<suffix>`, nothing is assumed to be in the same object any more, bodies that
/// are never linked (`available_externally`), comdats and `optnone` go.
void DevirtPrepareForUnits(LLVMModuleRef module, const char *suffix);

/// Drops debug information but for line tables. What is left is small: all of it is copied into
/// each unit.
void DevirtKeepLineTables(LLVMModuleRef module);

/// What makes a module impossible to compile in parts, such as an ifunc, or null. Freed by the
/// caller with `free`.
char *DevirtUnitObstacle(LLVMModuleRef module);

/// What in a unit refers to a label of a function that is not in it, as a text, or null. Freed by
/// the caller with `free`.
char *DevirtForeignLabel(LLVMModuleRef unit);

/// Makes a module with the bodies of some functions of `source`, each under its name followed by
/// `suffix`. Everything they refer to, themselves included, is declared under its own name.
///
/// `imports` are functions whose bodies are added as `available_externally`, for inlining; with
/// any, constants that they and the functions refer to keep their values, too. Constants among
/// `imports` are there though nothing refers to them. Tables of block addresses are copied: they
/// belong to the code they point into.
///
/// Requires: `source` was prepared with `DevirtPrepareForUnits`; the result is in its context. The
/// caller owns the result.
LLVMModuleRef DevirtExtractUnit(LLVMModuleRef source, const LLVMValueRef *functions, size_t count,
                                const char *suffix, const LLVMValueRef *imports,
                                size_t importCount);

/// Makes a module with the global variables, constructors and module assembly of `source`;
/// functions are declared. It defines the symbol `marker`, too. Requirements as above.
///
/// Constructors are called by nobody: for each priority a function `<marker>.ctors.<n>`
/// calls them, and one `<marker>.dtors.<n>` registers the destructors to run at the end, the
/// last first.
LLVMModuleRef DevirtExtractData(LLVMModuleRef source, const char *marker);

/// Calls `visit` for each priority of destructors and then of constructors, the lowest first.
void DevirtForEachStructorGroup(LLVMModuleRef module,
                                void (*visit)(uint32_t priority, bool destructors, void *),
                                void *context);

/// Makes the function count its entries down in `counters[index]`, an array of 32-bit numbers, and
/// call `hot(token)` when the counter reaches zero.
void DevirtCountEntries(LLVMValueRef function, unsigned index, uint64_t token,
                        const char *counters, const char *hot);

/// Calls `visit` for each alias of a function: the alias's name, the function, and whether another
/// definition of the name may be there.
void DevirtForEachFunctionAlias(LLVMModuleRef module,
                                void (*visit)(const char *alias, LLVMValueRef function,
                                              bool isWeak, void *),
                                void *context);

/// Calls `visit` for each function that `function` calls directly, once a call.
void DevirtForEachCallee(LLVMValueRef function, void (*visit)(LLVMValueRef callee, void *),
                         void *context);

/// The number of instructions of a body, without debug records. O(blocks).
size_t DevirtInstructionCount(LLVMValueRef function);

LLVM_C_EXTERN_C_END

#endif
