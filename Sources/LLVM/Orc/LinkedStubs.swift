internal import CLLVM

/// Stubs that JITLink makes: they work on every architecture it has stubs for, and where code runs
/// in another process. `StubBlock` is faster to make, smaller, and faster to redirect.
///
/// A redirection is one aligned store of a pointer, behind a release fence; a stub loads the pointer
/// and jumps. Callers see the old or the new address, as with `StubBlock`.
public final class LinkedStubs: Sendable {
    private let session: ExecutionSession
    private let prefix: String
    private let addresses: [UInt64]
    private let symbols: [UInt64: Int]
    private let targets: Locked<[UInt64]>

    /// Makes stubs in batches.
    ///
    /// - Parameters:
    ///   - prefix: begins the names of the stubs; no others of the session may begin so.
    ///   - targets: where each one leads at first.
    /// - Throws: `LLVMError.jit`.
    public init(
        in session: ExecutionSession, prefix: String, targets: [UInt64]
    ) throws(LLVMError) {
        var addresses = [UInt64](repeating: 0, count: targets.count)
        try checked {
            DevirtCreateLinkedStubs(
                session.raw, prefix, targets, targets.count, &addresses, $0)
        }
        self.session = session
        self.prefix = prefix
        self.addresses = addresses
        symbols = Dictionary(uniqueKeysWithValues: zip(addresses, addresses.indices))
        self.targets = Locked(targets)
    }

    /// The number of stubs.
    public var count: Int { addresses.count }

    /// The address of a stub, always the same.
    public func address(of stub: Int) -> UInt64 { addresses[stub] }

    /// The stub at that address, if there is one.
    public func symbol(at address: UInt64) -> Int? { symbols[address] }

    /// Where a stub leads now.
    public func target(of stub: Int) -> UInt64 { targets.withLock { $0[stub] } }

    /// Makes stubs lead elsewhere, for every call from now on. One lookup for all.
    ///
    /// - Throws: `LLVMError.jit`.
    public func redirect(_ redirections: [(symbol: Int, address: UInt64)]) throws(LLVMError) {
        // Under the lock: what the last one stored is what counts.
        let result = targets.withLock { targets in
            Result<Void, LLVMError> { () throws(LLVMError) in
                try checked {
                    DevirtRedirectLinkedStubs(
                        session.raw, prefix, redirections.map(\.symbol),
                        redirections.map(\.address), redirections.count, $0)
                }
                for (stub, address) in redirections { targets[stub] = address }
            }
        }
        try result.get()
    }
}
