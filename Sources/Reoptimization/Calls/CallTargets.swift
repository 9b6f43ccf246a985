internal import LLVM

/// The functions called by signature so far. Finding one takes the lock of its module, which a
/// thread may hold while it compiles.
final class CallTargets: Sendable {
    struct Target: Sendable {
        /// That of the stub, so it stays.
        let address: UInt64
        let signature: CallSignature
    }

    private let known = Locked<[String: Target]>([:])

    func forget() { known.withLock { $0 = [:] } }

    func target(
        of name: String, find: () throws(JITError) -> Target
    ) throws(JITError) -> Target {
        if let target = known.withLock({ $0[name] }) { return target }
        let target = try find()
        known.withLock { $0[name] = target }
        return target
    }
}

extension ProgramUnits {
    /// The signature of a function this module defines under a linkage name; nil if it does not.
    func callSignature(of symbol: String) throws(CallObstacle) -> CallSignature? {
        try withModule { (module) throws(CallObstacle) in
            let function =
                module.reference.function(named: symbol)
                ?? module.functionAliases.first { $0.name == symbol }?.function
            guard let function, !function.isDeclaration else { return nil }
            return try CallSignature(function)
        }
    }

    /// The linkage names of functions that a person would call `name`. O(functions).
    func symbols(readAs name: String) -> [String] {
        // What local symbols got when the module was prepared.
        let suffix = "." + Self.localSuffix(slot)
        return names.filter { symbol in
            let original = symbol.hasSuffix(suffix) ? String(symbol.dropLast(suffix.count)) : symbol
            return original == name || Self.isReadable(demangle(original), as: name)
        }
    }

    /// True for `a::f(int) const` as itself and as `a::f`.
    private static func isReadable(_ readable: String, as name: String) -> Bool {
        if readable == name { return true }
        guard readable.hasPrefix(name) else { return false }
        let rest = readable.dropFirst(name.count)
        guard rest.first == "(" else { return false }
        // What is local to a function starts with the function's name, too.
        var depth = 0
        for (index, character) in zip(rest.indices, rest) {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { return ["", " const"].contains(rest[rest.index(after: index)...]) }
        }
        return false
    }
}
