public import LLVM

/// What can go wrong in the JIT.
public enum JITError: Error, Equatable, CustomStringConvertible {
    /// LLVM's ORC runtime was not found.
    case missingRuntime(path: String)
    /// LLVM could not compile, link or find something.
    case llvm(LLVMError)
    /// The program has no `main`.
    case noMain

    /// One line: cause and next step.
    public var description: String {
        switch self {
        case .missingRuntime(let path):
            "\(path): LLVM's ORC runtime is missing; apt-get install libclang-rt-22-dev"
        case .llvm(let error): error.description
        case .noMain: "the program defines no function 'main'; give all of its files"
        }
    }
}
