internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

/// Owns an ORC session in this process: JITLink with memory from one reserved slab, the native
/// platform (constructors, thread-locals, exceptions) with the ORC runtime, the process's symbols.
///
/// All methods may be called from any thread.
public final class ExecutionSession: @unchecked Sendable {
    // ORC locks its own state; the reference never changes.
    let raw: DevirtSessionRef

    /// - Parameters:
    ///   - runtime: the path of LLVM's ORC runtime, `liborc_rt-<arch>.a`.
    ///   - slabSize: bytes of address space reserved at a time; code within one slab reaches its
    ///     data with 32-bit displacements.
    ///   - observers: debuggers and profilers that are told what is linked.
    /// - Throws: `LLVMError.jit`, also for a profiler's file that cannot be made.
    public init(
        runtime: String, slabSize: UInt64 = 1 << 28, observers: DebuggingSupport = []
    ) throws(LLVMError) {
        raw = try checked { DevirtCreateSession(runtime, slabSize, observers.rawValue, $0) }
    }

    deinit { Teardown.run { DevirtDisposeSession(raw) } }

    /// Adds a relocatable object, which is linked when one of its symbols is looked up.
    ///
    /// - Throws: `LLVMError.jit`, for example for a symbol that is defined already.
    public func add(_ object: consuming ObjectCode) throws(LLVMError) {
        let buffer = object.take()
        try checked { DevirtSessionAddObject(raw, buffer, $0) }
    }

    /// Adds a static library (`.a`), whose members are linked as needed, or a shared one.
    ///
    /// - Throws: `LLVMError.jit`.
    public func addLibrary(_ path: String) throws(LLVMError) {
        try checked { DevirtSessionAddLibrary(raw, path, $0) }
    }

    /// A symbol at a fixed address.
    public struct Definition {
        /// The linkage name.
        public let name: String
        /// The address.
        public let address: UInt64
        /// Gives way to a definition that is there already.
        public let isWeak: Bool

        /// A definition.
        public init(name: String, address: UInt64, isWeak: Bool = false) {
            self.name = name
            self.address = address
            self.isWeak = isWeak
        }
    }

    /// Defines symbols at addresses.
    ///
    /// - Throws: `LLVMError.jit` for a strong symbol that is defined already.
    public func define(_ definitions: [Definition]) throws(LLVMError) {
        guard !definitions.isEmpty else { return }
        let addresses = definitions.map(\.address)
        let weak = definitions.map(\.isWeak)
        try withCStrings(definitions.map(\.name)) { (names) throws(LLVMError) in
            try checked {
                DevirtSessionDefine(raw, names, addresses, weak, definitions.count, $0)
            }
        }
    }

    /// The addresses of symbols, linked and ready to run, in the order of `names`.
    ///
    /// - Throws: `LLVMError.jit` for an unknown symbol or one that cannot be linked.
    public func addresses(of names: [String]) throws(LLVMError) -> [UInt64] {
        var addresses = [UInt64](repeating: 0, count: names.count)
        try withCStrings(names) { (pointers) throws(LLVMError) in
            try checked {
                DevirtSessionLookup(raw, pointers, &addresses, names.count, $0)
            }
        }
        return addresses
    }

    /// The address of a symbol as code of the session finds it, also in libraries; nil: there is
    /// none, or it cannot be linked.
    public func address(of name: String) -> UInt64? {
        let address = DevirtSessionFind(raw, name)
        return address == 0 ? nil : address
    }

    /// The symbol of a function of the process that begins at `address`, if all code of the session
    /// finds it there by that name.
    public func processSymbol(at address: UInt64) -> String? {
        DevirtProcessSymbol(raw, address).map { String(cString: $0) }
    }

    /// Runs the static constructors of what was added.
    ///
    /// - Throws: `LLVMError.jit`.
    public func initialize() throws(LLVMError) {
        try checked { DevirtSessionInitialize(raw, $0) }
    }

    /// Runs the static destructors and functions registered with `atexit`.
    ///
    /// - Throws: `LLVMError.jit`.
    public func deinitialize() throws(LLVMError) {
        try checked { DevirtSessionDeinitialize(raw, $0) }
    }
}

/// Calls `body` with C strings that live as long as the call.
func withCStrings<R>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) throws(LLVMError) -> R
) throws(LLVMError) -> R {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return try body(copies.map { UnsafePointer($0) })
}

/// Turns a shim's failure into an error.
func checked(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Bool
) throws(LLVMError) {
    var message: UnsafeMutablePointer<CChar>?
    if body(&message) { return }
    throw .jit(message: takeText(message))
}

/// Turns a shim's failure to make something into an error.
func checked<T>(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> T?
) throws(LLVMError) -> T {
    var message: UnsafeMutablePointer<CChar>?
    if let result = body(&message) { return result }
    throw .jit(message: takeText(message))
}

private func takeText(_ message: UnsafeMutablePointer<CChar>?) -> String {
    guard let message else { return "unknown error" }
    defer { free(message) }
    return firstLine(String(cString: message))
}
