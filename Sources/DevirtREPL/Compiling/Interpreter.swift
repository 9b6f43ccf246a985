internal import CClang
internal import Foundation

/// Clang's incremental compiler: C++ in, modules out to an executor that runs them.
final class Interpreter {
    private let raw: DevirtInterpreterRef
    private let executor: InputExecutor

    /// What became of an input.
    enum Outcome: Equatable {
        /// It ran; the text of its value, such as "(int) 3", if it has one.
        case done(value: String?)
        /// It did not compile; the compiler has said why.
        case rejected
        /// It compiled, but did not run to its end.
        case failed(String)
    }

    /// - Parameters:
    ///   - arguments: the compiler's.
    ///   - executor: runs the inputs; kept alive.
    /// - Throws: `REPLError.compiler`.
    init(arguments: [String], executor: InputExecutor) throws(REPLError) {
        self.executor = executor
        var client = executor.callbacks
        let copies = arguments.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var message: UnsafeMutablePointer<CChar>?
        let pointers = copies.map { UnsafePointer($0) }
        guard let made = DevirtCreateInterpreter(pointers, pointers.count, &client, &message) else {
            throw .compiler(takeText(message) ?? "unknown error")
        }
        raw = made
    }

    deinit { DevirtDisposeInterpreter(raw) }

    /// Compiles and runs an input. `wasAdded`: it can be taken back.
    func run(_ code: String) -> (outcome: Outcome, wasAdded: Bool) {
        var value: UnsafeMutablePointer<CChar>?
        var message: UnsafeMutablePointer<CChar>?
        var wasAdded = false
        let isDone = DevirtInterpret(raw, code, &value, &wasAdded, &message)
        let text = takeText(message)
        if isDone { return (.done(value: takeText(value)), wasAdded) }
        return (text.map { $0.isEmpty ? .rejected : .failed($0) } ?? .rejected, wasAdded)
    }

    /// Takes the last input back.
    ///
    /// - Throws: `REPLError.undo`.
    func undo() throws(REPLError) {
        var message: UnsafeMutablePointer<CChar>?
        guard DevirtUndoInput(raw, &message) else {
            throw .undo(takeText(message) ?? "unknown error")
        }
    }
}

/// Calls a function of an input; what an exception that left it says.
func callGuarded(_ address: UInt) -> String? { takeText(DevirtCallGuarded(address)) }

private func takeText(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { free(text) }
    return String(cString: text)
}
