internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension ExecutionSession {
    /// An object that can be removed.
    public struct RemovableObject: Sendable, Hashable {
        let number: UInt64
    }

    /// Adds an object that can be removed.
    ///
    /// - Parameter symbols: what other objects see of it.
    /// - Throws: `LLVMError.jit`.
    public func add(
        removable object: consuming ObjectCode, symbols: [String]
    ) throws(LLVMError) -> RemovableObject {
        let buffer = object.take()
        let number = try withCStrings(symbols) { (names) throws(LLVMError) in
            try checked { error -> UInt64? in
                let number = DevirtSessionAddRemovable(raw, buffer, names, symbols.count, error)
                return number == 0 ? nil : number
            }
        }
        return RemovableObject(number: number)
    }

    /// Frees an object and its memory.
    ///
    /// - Precondition: no code of it runs or is called any more, and no other object refers to it.
    /// - Throws: `LLVMError.jit`.
    public func remove(_ object: RemovableObject) throws(LLVMError) {
        try checked { DevirtSessionRemove(raw, object.number, $0) }
    }

    /// The pages that the object with code at an address takes.
    public func memory(ofCodeAt address: UInt64) -> Range<UInt64>? {
        var start: UInt64 = 0
        var end: UInt64 = 0
        return DevirtSessionMemory(raw, address, &start, &end) ? start..<end : nil
    }
}

extension Module {
    /// True if the program may keep an address of what this optimized unit defines.
    public borrowing func escapes() -> Bool { DevirtUnitEscapes(raw) }
}

extension ModuleReference {
    /// What may make threads leave their stacks, as far as bodies are read; nil: nothing does.
    public var stackObstacle: String? {
        guard let text = DevirtStackObstacle(raw) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }
}
