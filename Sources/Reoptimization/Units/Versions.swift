internal import LLVM

/// What has become of each function of a module: requests and versions.
final class Versions: Sendable {
    private struct Function {
        var isRequested = false
        /// Instructions of its IR.
        var size = 0
        /// The last version taken, and the last one that calls lead to.
        var last = 0
        var published = 0
    }

    private let functions: Locked<[Function]>

    init(count: Int) { functions = Locked(Array(repeating: Function(), count: count)) }

    /// Notes that a function is wanted optimized; false if it was noted before.
    func request(_ index: Int) -> Bool {
        functions.withLock { functions in
            defer { functions[index].isRequested = true }
            return !functions[index].isRequested
        }
    }

    /// The function may be requested again.
    func forgetRequest(_ index: Int) {
        functions.withLock { $0[index].isRequested = false }
    }

    /// The number of the function's next version, which is thereby taken.
    func take(_ index: Int) -> Int {
        functions.withLock { functions in
            functions[index].last += 1
            return functions[index].last
        }
    }

    /// The number that the next version of a function would have.
    func next(_ index: Int) -> Int { functions.withLock { $0[index].last + 1 } }

    /// Calls `redirect` unless calls lead to a newer version already.
    func publish(
        _ index: Int, version: Int, redirect: () throws(LLVMError) -> Void
    ) throws(LLVMError) {
        let result: Result<Void, LLVMError> = functions.withLock { functions in
            guard version > functions[index].published else { return .success(()) }
            return Result { () throws(LLVMError) in
                try redirect()
                functions[index].published = version
            }
        }
        try result.get()
    }

    /// The version of optimized code that calls lead to, if there is one.
    func optimized(_ index: Int) -> Int? {
        let published = functions.withLock { $0[index].published }
        return published > 0 ? published : nil
    }

    /// Notes the size of a function that is compiled.
    func setSize(_ index: Int, to size: Int) { functions.withLock { $0[index].size = size } }

    /// Instructions of a compiled function's IR.
    func size(_ index: Int) -> Int { functions.withLock { $0[index].size } }
}
