#ifndef CCLANG_H
#define CCLANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Clang's incremental compiler, with somebody else running what it compiles. For one thread.
typedef struct DevirtOpaqueInterpreter *DevirtInterpreterRef;

/// Who runs the inputs. Texts of errors are made with `strdup`; null: it went well.
typedef struct {
  void *context;
  /// The name that an input is to have for something it refers to, but does not define. Null: it is
  /// right. Freed by the caller.
  char *(*rename)(void *context, uint64_t number, const char *name);
  /// Takes the bitcode of an input's module; the number tells inputs apart.
  char *(*add)(void *context, uint64_t number, const uint8_t *bitcode, size_t size);
  /// Runs the top-level statements and constructors of what was added last.
  char *(*run)(void *context);
  /// Drops an input.
  char *(*remove)(void *context, uint64_t number);
  /// The address of a symbol, 0 if there is none.
  uint64_t (*address)(void *context, const char *name);
} DevirtExecutor;

/// Makes LLVM's targets known: before threads of which one calls `DevirtCreateInterpreter`.
void DevirtPrepareTargets(void);

/// Makes an interpreter for C++. `arguments` are the compiler's. `executor` lives longer, and is
/// called by `DevirtInterpret`, `DevirtUndoInput` and, for values, `DevirtDisposeInterpreter`.
///
/// Returns null and sets `*error`, which the caller frees, if that is not possible.
DevirtInterpreterRef DevirtCreateInterpreter(const char *const *arguments, size_t count,
                                             const DevirtExecutor *executor, char **error);

void DevirtDisposeInterpreter(DevirtInterpreterRef interpreter);

/// Compiles and runs one input. Messages of the compiler go to standard error.
///
/// On success `*value` is the text of the value of its last expression, such as "(int) 3", or null;
/// the caller frees it. Returns false and sets `*error` otherwise, empty where the compiler has
/// said all. `*added` tells whether the input has become one that can be taken back, in either case.
bool DevirtInterpret(DevirtInterpreterRef interpreter, const char *code, char **value,
                     bool *added, char **error);

/// Takes the last input back.
bool DevirtUndoInput(DevirtInterpreterRef interpreter, char **error);

/// Calls a function that takes nothing and returns nothing. Returns null, or what an exception that
/// left it says; the caller frees that.
char *DevirtCallGuarded(uintptr_t function);

#ifdef __cplusplus
}
#endif

#endif
