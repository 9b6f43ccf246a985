import Devirt

/// A failure of a verb: one line for the user and an exit code.
struct CommandFailure: Error {
    /// Exit codes of the command besides success; 64 is ArgumentParser's, too.
    enum Code {
        static let failure: Int32 = 1
        static let checkFailed: Int32 = 2
        static let usage: Int32 = 64
    }

    let message: String
    let code: Int32

    init(_ message: String, code: Int32 = Code.failure) {
        self.message = message
        self.code = code
    }
}

/// Runs `body` and turns the library's errors into failures of the command.
func reportingErrors<R: ~Copyable, E: Error & CustomStringConvertible>(
    _ body: () throws(E) -> R
) throws(CommandFailure) -> R {
    do throws(E) { return try body() } catch { throw CommandFailure(error.description) }
}
