internal import CLLVM

extension ModuleReference {
    /// The module as bitcode. O(size of the module).
    public func bitcode() -> [UInt8] {
        let buffer = LLVMWriteBitcodeToMemoryBuffer(raw)
        defer { LLVMDisposeMemoryBuffer(buffer) }
        return Array(
            UnsafeRawBufferPointer(
                start: LLVMGetBufferStart(buffer), count: LLVMGetBufferSize(buffer)))
    }
}
