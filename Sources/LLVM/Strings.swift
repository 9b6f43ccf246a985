internal import CLLVM

/// Copies a length-delimited C string that LLVM owns.
func copyString(_ pointer: UnsafePointer<CChar>?, _ length: Int) -> String {
    guard let pointer else { return "" }
    let bytes = UnsafeRawBufferPointer(start: pointer, count: length)
    return String(decoding: bytes, as: UTF8.self)
}

/// Takes over a C string that the caller must dispose of with `LLVMDisposeMessage`.
func takeMessage(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
    guard let pointer else { return "" }
    defer { LLVMDisposeMessage(pointer) }
    return String(cString: pointer)
}

/// Calls `body` with the UTF-8 bytes of `text` as C characters, and their number.
func withCharacters<R>(of text: String, _ body: (UnsafePointer<CChar>, Int) -> R) -> R {
    var copy = text
    return copy.withUTF8 { bytes in
        guard let start = bytes.baseAddress else { return body("", 0) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            body($0, bytes.count)
        }
    }
}
