internal import CLLVM

/// Owns a block of stubs: small pieces of code that jump to where their cell says.
///
/// A function's address is that of its stub, always; what runs behind it can change. Until a stub
/// is redirected it asks the resolver where to go.
///
/// Redirecting is one aligned 8-byte store with release order. On x86-64 and AArch64 such a store is
/// atomic, so a caller reads the old or the new address. The code behind the new one is complete
/// before the store, and a processor that sees the address sees the code: on x86-64 stores are seen
/// in order and instruction fetch is coherent; on AArch64 JITLink has done the cache maintenance
/// when the code became ready, and the jump depends on the loaded address.
public final class StubBlock: @unchecked Sendable {
    /// Chooses where the caller of a stub goes. Runs on the calling thread, any number at a time.
    public typealias Resolver = @Sendable (Int) -> UInt64

    // Cells are accessed atomically; everything else never changes.
    private let raw: DevirtStubsRef
    private let resolver: ResolverBox

    private final class ResolverBox: Sendable {
        let resolve: Resolver
        init(_ resolve: @escaping Resolver) { self.resolve = resolve }
    }

    /// The number of stubs.
    public let count: Int

    /// Makes `count` stubs. O(count).
    ///
    /// - Throws: `LLVMError.jit` if the memory cannot be had.
    public init(count: Int, resolver: @escaping Resolver) throws(LLVMError) {
        let box = ResolverBox(resolver)
        self.resolver = box
        self.count = count
        let context = Unmanaged.passUnretained(box).toOpaque()
        raw = try checked { error in
            DevirtCreateStubs(
                count,
                { stub, context in
                    Unmanaged<ResolverBox>.fromOpaque(context!).takeUnretainedValue()
                        .resolve(stub)
                }, context, error)
        }
    }

    deinit { DevirtDisposeStubs(raw) }

    /// The address of a stub.
    public func address(of stub: Int) -> UInt64 { DevirtStubAddress(raw, stub) }

    /// The stub at that address, if there is one.
    public func symbol(at address: UInt64) -> Int? {
        let (stubs, size, _) = layout
        guard address >= stubs, address < stubs + size else { return nil }
        let stub = Int((address - stubs) * UInt64(count) / size)
        return self.address(of: stub) == address ? stub : nil
    }

    /// Makes a stub lead to `address`, for every call from now on.
    public func redirect(_ stub: Int, to address: UInt64) { DevirtRedirectStub(raw, stub, address) }

    /// Where a stub leads now.
    public func target(of stub: Int) -> UInt64 { DevirtStubTarget(raw, stub) }

    /// Where the stubs are, how many bytes they take, and where the cells are. Stub and cell of a
    /// symbol are equally far into both.
    var layout: (stubs: UInt64, size: UInt64, cells: UInt64) {
        var size: UInt64 = 0
        var cells: UInt64 = 0
        let stubs = DevirtStubsLayout(raw, &size, &cells)
        return (stubs, size, cells)
    }

    /// Where things are in the block: code that holds these numbers works with any block that has
    /// the same.
    public var shape: String {
        let (stubs, size, cells) = layout
        return "\(size)+\(Int64(bitPattern: cells &- stubs))"
    }

    /// Bytes of memory the block takes.
    public var byteSize: Int { DevirtStubsSize(raw) }
}
