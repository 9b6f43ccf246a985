internal import CLLVM

/// Owns a relocatable object in memory.
public struct ObjectCode: ~Copyable {
    private let raw: LLVMMemoryBufferRef

    init(raw: LLVMMemoryBufferRef) { self.raw = raw }

    /// Reads a file.
    ///
    /// - Throws: `LLVMError.unreadable`.
    public init(contentsOf path: String) throws(LLVMError) {
        var buffer: LLVMMemoryBufferRef?
        var message: UnsafeMutablePointer<CChar>?
        guard LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message) == 0, let buffer
        else { throw .unreadable(file: path, cause: takeMessage(message)) }
        raw = buffer
    }

    /// Copies bytes, which should be those of an object.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.init(
            raw: bytes.withUnsafeBytes { bytes in
                LLVMCreateMemoryBufferWithMemoryRangeCopy(
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, "")
            })
    }

    /// A copy of the object.
    public var bytes: [UInt8] {
        Array(UnsafeRawBufferPointer(start: DevirtBufferBytes(raw), count: byteSize))
    }

    deinit { LLVMDisposeMemoryBuffer(raw) }

    /// Size in bytes.
    public var byteSize: Int { LLVMGetBufferSize(raw) }

    /// Bytes of code in it.
    public var codeSize: Int { DevirtObjectCodeSize(raw) }

    /// Gives the buffer away.
    consuming func take() -> LLVMMemoryBufferRef {
        let raw = raw
        discard self
        return raw
    }
}

extension TargetMachine {
    /// The assembly of a module, which must not be used afterwards but for being released.
    ///
    /// - Throws: `LLVMError.jit` if the target cannot generate it.
    public borrowing func assembly(of module: borrowing Module) throws(LLVMError) -> String {
        var buffer: LLVMMemoryBufferRef?
        var message: UnsafeMutablePointer<CChar>?
        let failed = LLVMTargetMachineEmitToMemoryBuffer(
            raw, module.raw, LLVMAssemblyFile, &message, &buffer)
        guard failed == 0, let buffer else { throw .jit(message: firstLine(takeMessage(message))) }
        defer { LLVMDisposeMemoryBuffer(buffer) }
        let bytes = UnsafeRawBufferPointer(
            start: LLVMGetBufferStart(buffer), count: LLVMGetBufferSize(buffer))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Generates code for a module, which must not be used afterwards but for being released.
    ///
    /// - Throws: `LLVMError.jit` if the target cannot generate it.
    public borrowing func emitObject(_ module: borrowing Module) throws(LLVMError) -> ObjectCode {
        var buffer: LLVMMemoryBufferRef?
        var message: UnsafeMutablePointer<CChar>?
        let failed = ForkGate.pause {
            LLVMTargetMachineEmitToMemoryBuffer(
                raw, module.raw, LLVMObjectFile, &message, &buffer)
        }
        guard failed == 0, let buffer else { throw .jit(message: firstLine(takeMessage(message))) }
        return ObjectCode(raw: buffer)
    }
}
