internal import CLLVM

/// Owns bitcode in memory, of which modules read bodies when they need them. Never changes: any
/// number of threads may read modules from it.
public final class Bitcode: @unchecked Sendable {
    let raw: LLVMMemoryBufferRef

    /// The name messages use, normally a path.
    public let name: String

    /// Maps a file.
    ///
    /// - Throws: `LLVMError.unreadable`; `LLVMError.malformed` if it holds no bitcode.
    public init(contentsOf path: String) throws(LLVMError) {
        var buffer: LLVMMemoryBufferRef?
        var message: UnsafeMutablePointer<CChar>?
        guard LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message) == 0, let buffer
        else { throw .unreadable(file: path, cause: takeMessage(message)) }
        raw = buffer
        name = path
        try check()
    }

    /// Copies bytes.
    ///
    /// - Throws: `LLVMError.malformed` if they are no bitcode.
    public init(_ bytes: [UInt8], name: String) throws(LLVMError) {
        raw = bytes.withUnsafeBytes { bytes in
            LLVMCreateMemoryBufferWithMemoryRangeCopy(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, name)
        }
        self.name = name
        try check()
    }

    deinit { LLVMDisposeMemoryBuffer(raw) }

    private func check() throws(LLVMError) {
        guard !DevirtIsBitcode(raw) else { return }
        throw .malformed(file: name, line: 0, column: 0, message: "not bitcode")
    }
}

extension Module {
    /// Reads everything but the bodies of functions, which `Function.materialize` reads one by one.
    ///
    /// - Parameter bitcode: kept alive by the context.
    /// - Throws: `LLVMError.malformed`.
    public init(reading bitcode: Bitcode, in context: borrowing Context) throws(LLVMError) {
        let storage = context.storage
        var error = DevirtParseError(line: 0, column: 0, message: nil)
        guard let parsed = DevirtParseLazily(storage.raw, bitcode.raw, &error) else {
            defer { LLVMDisposeMessage(error.message) }
            let text = error.message.map { firstLine(String(cString: $0)) } ?? "unknown error"
            throw .malformed(file: bitcode.name, line: 0, column: 0, message: Self.explain(text))
        }
        storage.bitcode.append(bitcode)
        self.init(raw: parsed, context: storage)
    }

    /// Reads all bodies that were not read yet.
    ///
    /// - Throws: `LLVMError.malformed`.
    public func materializeAll() throws(LLVMError) {
        var message: UnsafeMutablePointer<CChar>?
        guard !DevirtMaterializeAll(raw, &message) else { return }
        throw malformed(reference, message)
    }
}

extension Function {
    /// Reads the body of a function of a lazily read module, and verifies it. Does nothing if it
    /// was read before.
    ///
    /// - Throws: `LLVMError.malformed`.
    public func materialize() throws(LLVMError) {
        var message: UnsafeMutablePointer<CChar>?
        guard !DevirtMaterialize(raw, &message) else { return }
        throw malformed(module, message)
    }
}

private func malformed(
    _ module: ModuleReference, _ message: UnsafeMutablePointer<CChar>?
) -> LLVMError {
    .malformed(
        file: module.identifier, line: 0, column: 0, message: firstLine(takeMessage(message)))
}
