#ifndef CEARLYREPL_H
#define CEARLYREPL_H

/// A program that links this becomes `devirt-repl`, beside it or in `../lib/devirt`, if its first
/// argument is "repl": before its libraries, LLVM among them, are initialized, which takes as long as
/// half of the REPL's own start. It goes on as it is where there is no such program.

/// The name of the verb.
#define DEVIRT_REPL_VERB "repl"

#endif
