internal import LLVM

/// What profiles know a module's functions by, and what a profile from a file says about them.
final class ModuleProfile: Sendable {
    private let bitcode: Bitcode?
    private let known = Locked<ModuleIdentity?>(nil)
    private let stored = Locked<[Int: StoredFunction]>([:])

    /// - Parameter bitcode: the module as it was given; nil: it cannot be read again.
    init(_ bitcode: Bitcode?) { self.bitcode = bitcode }

    /// The module as it was given; nil if it cannot be read again. Read when first asked for.
    var identity: ModuleIdentity? {
        guard let bitcode else { return nil }
        return known.withLock { known in
            known = known ?? (try? ModuleIdentity(bitcode))
            return known
        }
    }

    /// What the file says about a function, as long as it holds.
    func stored(_ function: Int) -> StoredFunction? { stored.withLock { $0[function] } }

    /// Notes what the file says.
    func setStored(_ functions: [Int: StoredFunction]) { stored.withLock { $0 = functions } }

    /// What the file said about a function did not hold.
    func dropStored(_ function: Int) { stored.withLock { $0[function] = nil } }
}
