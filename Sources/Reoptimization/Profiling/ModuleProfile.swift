internal import LLVM

/// What profiles know a module's functions by, and what a profile from a file says about them.
final class ModuleProfile: Sendable {
    private let bitcode: Bitcode?
    private let positions: [Int]
    private let known = Locked<ModuleIdentity?>(nil)
    private let stored = Locked<[Int: StoredFunction]>([:])

    /// - Parameters:
    ///   - bitcode: the module as it was given; nil: it cannot be read again.
    ///   - positions: where its functions with bodies are among all of its functions.
    init(_ bitcode: Bitcode?, positions: [Int]) {
        self.bitcode = bitcode
        self.positions = positions
    }

    /// The module as it was given; nil if it cannot be read again. Read when first asked for.
    var identity: ModuleIdentity? {
        guard let bitcode else { return nil }
        return known.withLock { known in
            known = known ?? (try? ModuleIdentity(bitcode, positions: positions))
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
