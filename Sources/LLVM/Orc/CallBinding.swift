internal import CLLVM

extension ModuleReference {
    /// Makes direct calls in the module's code go past the stubs of their functions.
    ///
    /// - Parameter symbol: where calls of a function go, by the functions' names; nil: to the stub.
    public func bindDirectCalls(_ symbol: (String) -> String?) {
        withoutActuallyEscaping(symbol) { symbol in
            let binder = Binder(symbol)
            DevirtBindDirectCalls(
                raw,
                { callee, context in
                    guard let callee, let context else { return nil }
                    return Unmanaged<Binder>.fromOpaque(context).takeUnretainedValue()
                        .symbol(of: String(cString: callee))
                }, Unmanaged.passUnretained(binder).toOpaque())
            withExtendedLifetime(binder) {}
        }
    }

    /// Makes indirect calls in the module's code whose target is a stub of the block go where the
    /// stub leads, without a jump of its own.
    ///
    /// - Parameter symbol: what stands for the address of the block in the code; nil: that address.
    public func bindIndirectCalls(to stubs: StubBlock, symbol: String? = nil) {
        let (stubs, size, cells) = stubs.layout
        DevirtBindIndirectCalls(raw, symbol, stubs, size, cells)
    }
}

private final class Binder {
    private let find: (String) -> String?
    /// What the shim was given last.
    private var text: [CChar] = []

    init(_ find: @escaping (String) -> String?) { self.find = find }

    func symbol(of callee: String) -> UnsafePointer<CChar>? {
        guard let symbol = find(callee) else { return nil }
        text = Array(symbol.utf8CString)
        // The array is kept, and arrays of C strings are contiguous.
        return text.withUnsafeBufferPointer(\.baseAddress)
    }
}
