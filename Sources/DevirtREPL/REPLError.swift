/// What can go wrong in a session, beside errors in what is typed.
public enum REPLError: Error, Equatable, CustomStringConvertible {
    /// The compiler cannot be set up.
    case compiler(String)
    /// An input cannot be taken back.
    case undo(String)
    /// A command was given wrongly.
    case usage(String)
    /// A file cannot be read or written.
    case file(path: String, cause: String)
    /// The JIT cannot do something.
    case jit(String)

    /// One line.
    public var description: String {
        switch self {
        case .compiler(let cause): "the compiler cannot start: \(cause)"
        case .undo(let cause): "cannot undo: \(cause)"
        case .usage(let text): text
        case .file(let path, let cause): "\(path): \(cause)"
        case .jit(let cause): cause
        }
    }
}
