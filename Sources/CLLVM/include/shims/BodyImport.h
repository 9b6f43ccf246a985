#ifndef CLLVM_SHIMS_BODY_IMPORT_H
#define CLLVM_SHIMS_BODY_IMPORT_H

#include <llvm-c/ExternC.h>
#include <llvm-c/Types.h>

#include <stdbool.h>
#include <stddef.h>

LLVM_C_EXTERN_C_BEGIN

/// Prepares a module, whose bodies others are to import, for that: symbols of local linkage get
/// the suffix, which must differ from module to module.
void DevirtPrepareForImport(LLVMModuleRef module, const char *suffix);

/// Gives `destination` the body of `function`, a function of another module of the same context,
/// as `available_externally`, and copies of what only that module can see and must be copied:
/// functions and constants of local linkage, inline functions. All else is declared, so that it
/// need not be there when the function is not (`extern_weak`), unless `destination` uses it anyway.
///
/// Returns null; or why that cannot be done, `destination` being unchanged.
///
/// Requires: `function` is not defined in `destination`; its module was prepared as above.
const char *DevirtImportBody(LLVMModuleRef destination, LLVMValueRef function);

/// True if `DevirtImportBody` put the function's body here.
bool DevirtIsImported(LLVMValueRef function);

/// Makes comparisons with functions that only imports brought compare with null where those are not
/// linked. To be called when promotion is done.
void DevirtWeakenImports(LLVMModuleRef module);

/// Gives a function external linkage and a name.
void DevirtExportFunction(LLVMValueRef function, const char *name);

/// Adds an alias of hidden visibility.
void DevirtAddHiddenAlias(LLVMValueRef function, const char *name);

/// Adds bytes in a section of their own, which linkers keep and concatenate.
void DevirtEmbedBytes(LLVMModuleRef module, const char *section, const void *bytes, size_t count);

/// Whether that was done.
bool DevirtHasEmbeddedBytes(LLVMModuleRef module);

LLVM_C_EXTERN_C_END

#endif
