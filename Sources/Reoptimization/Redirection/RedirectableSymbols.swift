public import LLVM

/// Symbols whose address stays while what runs behind it changes.
public protocol RedirectableSymbols: AnyObject, Sendable {
    /// The number of symbols.
    var count: Int { get }

    /// The address of a symbol, the same for the whole life of the program.
    func address(of symbol: Int) -> UInt64

    /// The symbol of that address, if it is one of these.
    func symbol(at address: UInt64) -> Int?

    /// Where a symbol leads now.
    func target(of symbol: Int) -> UInt64

    /// Makes symbols lead elsewhere: each atomically, and ordered after the code there is complete.
    ///
    /// - Throws: `LLVMError.jit`.
    func redirect(_ redirections: [(symbol: Int, address: UInt64)]) throws(LLVMError)
}

extension RedirectableSymbols {
    /// Makes one symbol lead elsewhere.
    ///
    /// - Throws: `LLVMError.jit`.
    public func redirect(_ symbol: Int, to address: UInt64) throws(LLVMError) {
        try redirect([(symbol: symbol, address: address)])
    }
}

extension StubBlock: RedirectableSymbols {
    /// Makes stubs lead elsewhere. Never fails.
    public func redirect(_ redirections: [(symbol: Int, address: UInt64)]) {
        for (stub, address) in redirections { redirect(stub, to: address) }
    }
}

extension LinkedStubs: RedirectableSymbols {}

/// How functions are redirected.
public enum StubKind: Sendable {
    /// Stubs in one block: 24 bytes each, redirected in nanoseconds, on x86-64 and AArch64.
    case slab
    /// Stubs made by JITLink, wherever it has them; first calls still go through the block.
    case linked
}
