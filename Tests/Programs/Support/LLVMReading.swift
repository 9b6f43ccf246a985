import Devirt

/// Reading modules where a test needs only the error.
enum LLVMReading {
    static func read(_ bytes: UnsafeRawBufferPointer) throws -> String {
        let context = Context()
        return try Module(bytes: bytes, name: "test", in: context).reference.identifier
    }
}
