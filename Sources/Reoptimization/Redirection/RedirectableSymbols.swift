public import LLVM

/// Symbols whose address stays while what runs behind it changes.
public protocol RedirectableSymbols: AnyObject, Sendable {
    /// The number of symbols.
    var count: Int { get }

    /// The address of a symbol, the same for the whole life of the program.
    func address(of symbol: Int) -> UInt64

    /// Makes a symbol lead to `address`: atomic, and ordered after the code there is complete.
    func redirect(_ symbol: Int, to address: UInt64)
}

extension RedirectableSymbols {
    /// Redirects several symbols, one after the other.
    public func redirect(_ redirections: [(symbol: Int, address: UInt64)]) {
        for (symbol, address) in redirections { redirect(symbol, to: address) }
    }
}

extension StubBlock: RedirectableSymbols {}
