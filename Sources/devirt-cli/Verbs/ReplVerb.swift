import ArgumentParser
import CEarlyREPL

/// `devirt repl`: by the time verbs are run, `CEarlyREPL` has made the process `devirt-repl`, so that
/// no other verb loads clang. This is for where there is none, and for lists of verbs.
struct ReplVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: DEVIRT_REPL_VERB,
        abstract: "Interactive C++ that re-optimizes itself.")

    @Argument(parsing: .captureForPassthrough)
    var arguments: [String] = []

    func run() throws { throw Self.failure }

    /// What to do about a missing program.
    static var failure: CommandFailure {
        CommandFailure(
            "devirt-repl: not found in \(Toolchain.executableDirectory); build it with "
                + "'make build', which needs libclang-22-dev and libedit-dev")
    }
}
