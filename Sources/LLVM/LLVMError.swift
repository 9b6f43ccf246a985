/// What can go wrong between Swift and LLVM.
///
/// `description` is one line: the file or object, what LLVM said, and where that helps the next step.
public enum LLVMError: Error, Equatable, CustomStringConvertible {
    /// A file could not be read; `cause` is the system's word.
    case unreadable(file: String, cause: String)
    /// A file could not be written; `cause` is the system's word.
    case unwritable(file: String, cause: String)
    /// Input that is neither valid bitcode nor valid IR. Line and column count from 1, 0: unknown.
    case malformed(file: String, line: Int, column: Int, message: String)
    /// A profile in LLVM's format that cannot be read.
    case malformedProfile(file: String, message: String)
    /// The verifier rejected a module or function.
    case invalid(name: String, message: String)
    /// Two modules could not be linked.
    case unlinkable(destination: String, source: String, message: String)
    /// A pass pipeline's text was not understood.
    case badPipeline(text: String, message: String)
    /// LLVM has no code generator for a target triple, or the triple is malformed.
    case unknownTarget(triple: String, message: String)
    /// Code could not be generated, linked or found in this process.
    case jit(message: String)

    /// One line for a person.
    public var description: String {
        switch self {
        case .unreadable(let file, let cause):
            "\(file): cannot read: \(cause)"
        case .unwritable(let file, let cause):
            "\(file): cannot write: \(cause)"
        case .malformed(let file, 0, _, let message):
            "\(file): not usable as LLVM IR: \(message)"
        case .malformed(let file, let line, let column, let message):
            "\(file):\(line):\(column): not usable as LLVM IR: \(message)"
        case .malformedProfile(let file, let message):
            "\(file): \(message)"
        case .invalid(let name, let message):
            "\(name): invalid IR: \(message)"
        case .unlinkable(let destination, let source, let message):
            "cannot link \(source) into \(destination): \(message)"
        case .badPipeline(let text, let message):
            "pass pipeline '\(text)': \(message)"
        case .jit(let message):
            message
        case .unknownTarget(let triple, let message):
            "target '\(triple)': \(message)"
        }
    }
}

/// The first line of LLVM's message: its texts may carry source excerpts and end in newlines.
func firstLine(_ text: String) -> String {
    String(text.split(whereSeparator: \.isNewline).first ?? "")
}
