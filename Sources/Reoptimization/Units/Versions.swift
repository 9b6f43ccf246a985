internal import LLVM

/// A function of a program: its module's number, and its number there.
struct ProgramFunction: Hashable {
    let slot: UInt32
    let index: Int
}

/// What has become of each function of a module: requests and versions.
final class Versions: Sendable {
    private struct Function {
        var isRequested = false
        /// Instructions of its IR.
        var size = 0
        /// Functions of the module that it calls, once a call.
        var callees: [Int] = []
        /// The last version taken, and the last one that calls lead to.
        var last = 0
        var published = 0
        /// What calls lead to.
        var code = Code.quick
        /// How often it was found that calls lead elsewhere than they did.
        var reprofiles = 0
        /// It stays quick code.
        var isSettled = false
        /// Misses of versions up to this one are known.
        var missed = 0
        /// The functions whose guards its optimized code contains.
        var guards: Set<ProgramFunction> = []
        /// When versions with guards were installed.
        var times: [Int: Double] = [:]
        /// There was no room for more code of it.
        var isLimited = false
    }

    /// What code calls of a function lead to.
    enum Code: Equatable {
        case quick
        /// Optimized for good, for all that is known.
        case optimized
        /// Optimized for the targets that indirect calls had so far.
        case guarded
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

    /// Keeps numbers of versions up to one for code that is there already.
    func reserve(_ index: Int, upTo version: Int) {
        functions.withLock { $0[index].last = max($0[index].last, version) }
    }

    /// Calls `redirect` unless calls lead to a newer version already.
    func publish(
        _ index: Int, version: Int, code: Code, redirect: () throws(LLVMError) -> Void
    ) throws(LLVMError) {
        let result: Result<Void, LLVMError> = functions.withLock { functions in
            guard version > functions[index].published else { return .success(()) }
            return Result { () throws(LLVMError) in
                try redirect()
                functions[index].published = version
                functions[index].code = code
            }
        }
        try result.get()
    }

    /// Calls `redirect` with the functions that have no version yet: quick code of theirs comes too
    /// late for the others.
    func publishFirst(
        _ indices: [Int], redirect: (Set<Int>) throws(LLVMError) -> Void
    ) throws(LLVMError) {
        let result = functions.withLock { functions in
            Result { () throws(LLVMError) in
                try redirect(Set(indices.filter { functions[$0].published == 0 }))
            }
        }
        try result.get()
    }

    /// The version that calls lead to.
    func published(_ index: Int) -> Int { functions.withLock { $0[index].published } }

    /// True if calls lead to a version.
    func isPublished(_ index: Int) -> Bool { functions.withLock { $0[index].published > 0 } }

    /// What calls of a function lead to.
    func code(_ index: Int) -> Code { functions.withLock { $0[index].code } }

    /// Notes that optimized code of a function contains guards of `functions`.
    func noteGuards(
        _ index: Int, of guarded: [ProgramFunction], version: Int, time: Double
    ) {
        functions.withLock { functions in
            functions[index].guards.formUnion(guarded)
            functions[index].times[version] = time
        }
    }

    /// When a version with guards was installed.
    func installTime(_ index: Int, version: Int) -> Double {
        functions.withLock { $0[index].times[version] ?? 0 }
    }

    /// Forgets a version that is freed.
    func forget(_ index: Int, version: Int) {
        functions.withLock { $0[index].times[version] = nil }
    }

    /// Notes that there is no room for code of a function; false if that was noted before.
    func noteLimit(_ index: Int) -> Bool {
        functions.withLock { functions in
            defer { functions[index].isLimited = true }
            return !functions[index].isLimited
        }
    }

    /// The functions whose guards optimized code of a function contains.
    func guards(of index: Int) -> Set<ProgramFunction> {
        functions.withLock { $0[index].guards }
    }

    /// How often a function was profiled again.
    func reprofiles(_ index: Int) -> Int { functions.withLock { $0[index].reprofiles } }

    /// Notes that a function stays quick code.
    func settle(_ index: Int) { functions.withLock { $0[index].isSettled = true } }

    /// True if a function stays quick code.
    func isSettled(_ index: Int) -> Bool { functions.withLock { $0[index].isSettled } }

    /// Notes that guards of a version miss too often; false if that is known of it or a newer one.
    func noteMiss(_ index: Int, version: Int) -> Bool {
        functions.withLock { functions in
            guard version > functions[index].missed else { return false }
            functions[index].missed = version
            return true
        }
    }

    /// Counts another time; false if there were `limit` before.
    func noteReprofile(_ index: Int, limit: Int) -> Bool {
        functions.withLock { functions in
            guard functions[index].reprofiles < limit else { return false }
            functions[index].reprofiles += 1
            return true
        }
    }

    /// Notes the size of a function that is compiled.
    func setSize(_ index: Int, to size: Int) { functions.withLock { $0[index].size = size } }

    /// Notes what a function that is compiled calls in its module.
    func setCallees(_ index: Int, to callees: [Int]) {
        functions.withLock { $0[index].callees = callees }
    }

    /// Functions of the module that a compiled function calls.
    func callees(_ index: Int) -> [Int] { functions.withLock { $0[index].callees } }

    /// Instructions of a compiled function's IR.
    func size(_ index: Int) -> Int { functions.withLock { $0[index].size } }
}
