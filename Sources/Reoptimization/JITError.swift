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
    /// The program defines no function of that name.
    case noFunction(name: String)
    /// A readable name stands for several functions, given by their linkage names.
    case ambiguousFunction(name: String, candidates: [String])
    /// Calls by signature cannot pass what the function takes or returns, or not the way it does.
    case notCallable(name: String, cause: String)
    /// The arguments are not those the function takes.
    case wrongArguments(name: String, signature: CallSignature, given: [CallType])
    /// A source could not be compiled.
    case source(SourceError)
    /// A call as text is malformed. Columns count from 1.
    case malformedCall(column: Int, cause: String)

    /// One line: cause and next step.
    public var description: String {
        switch self {
        case .missingRuntime(let path):
            "\(path): LLVM's ORC runtime is missing; apt-get install libclang-rt-22-dev"
        case .llvm(let error): error.description
        case .layer(let cause): cause
        case .noMain: "the program defines no function 'main'; give all of its files"
        case .noFunction(let name):
            "the program defines no function '\(name)'; give the name that llvm-nm prints"
        case .ambiguousFunction(let name, let candidates):
            "\(name): stands for \(candidates.joined(separator: " and ")); give one of these names"
        case .notCallable(let name, let cause):
            "\(name): cannot be called by signature: \(cause); call it from a function of the program"
        case .wrongArguments(let name, let signature, let given):
            "\(name): takes (\(list(signature.parameters))), got (\(list(given)))"
        case .source(let error): error.description
        case .malformedCall(let column, let cause):
            "column \(column): \(cause); write calls like f(i32 3, double 2.5)"
        }
    }
}

private func list(_ types: [CallType]) -> String {
    types.map(\.rawValue).joined(separator: ", ")
}

func wrapping<R: ~Copyable>(_ body: () throws(LLVMError) -> R) throws(JITError) -> R {
    do throws(LLVMError) { return try body() } catch { throw .llvm(error) }
}
