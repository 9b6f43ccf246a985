internal import LLVM

extension ReoptimizingJIT {
    /// The function whose code is at `address`, such as `f(int) [v1]` for its first optimized
    /// version, and how far from its first byte. For reports of crashes and profilers.
    ///
    /// A return address is behind its call, which may be the last instruction of the function: look
    /// up the byte before. The address of a function is that of its stub, which has no name.
    public func symbol(at address: UInt64) -> (name: String, offset: UInt64)? {
        session.symbol(at: address).map { (readableSymbol($0.name), $0.offset) }
    }
}
