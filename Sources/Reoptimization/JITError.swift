public import LLVM

/// What can go wrong in the JIT.
public enum JITError: Error, Equatable, CustomStringConvertible {
    /// LLVM's ORC runtime was not found.
    case missingRuntime(path: String)
    /// LLVM could not compile, link or find something.
    case llvm(LLVMError)
    /// A layer of the caller's own refused a module or unit; `cause` is its word.
    case layer(cause: String)
    /// The program has no `main`.
    case noMain
    /// No added module defines the function.
    case noFunction(name: String)

    /// One line: cause and next step.
    public var description: String {
        switch self {
        case .missingRuntime(let path):
            "\(path): LLVM's ORC runtime is missing; apt-get install libclang-rt-22-dev"
        case .llvm(let error): error.description
        case .layer(let cause): cause
        case .noFunction(let name): "no module defines the function '\(name)'"
        case .noMain: "the program defines no function 'main'; give all of its files"
        }
    }
}

func wrapping<R>(_ body: () throws(LLVMError) -> R) throws(JITError) -> R {
    do throws(LLVMError) { return try body() } catch { throw .llvm(error) }
}
