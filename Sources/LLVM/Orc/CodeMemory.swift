internal import CLLVM

#if canImport(Glibc)
    internal import Glibc
#endif

extension ExecutionSession {
    /// An object that can be removed.
    public struct RemovableObject: Sendable, Hashable {
        let number: UInt64
    }

    /// A group of definitions and objects that are removed together, by `remove(_:)`.
    public func makeGroup() -> RemovableObject {
        RemovableObject(number: DevirtSessionMakeGroup(raw))
    }

    /// Adds an object to a group.
    ///
    /// - Parameter symbols: what other objects see of it; nil: all there is.
    /// - Throws: `LLVMError.jit`, for example for a symbol that is defined already.
    public func add(
        _ object: consuming ObjectCode, to group: RemovableObject, symbols: [String]? = nil
    ) throws(LLVMError) {
        let buffer = object.take()
        guard let symbols else {
            return try checked {
                DevirtSessionAddObjectIn(raw, group.number, buffer, nil, 0, $0)
            }
        }
        try withCStrings(symbols) { (names) throws(LLVMError) in
            try checked {
                DevirtSessionAddObjectIn(
                    raw, group.number, buffer, names, symbols.count, $0)
            }
        }
    }

    /// Defines symbols at addresses, in a group.
    ///
    /// - Throws: `LLVMError.jit` for a strong symbol that is defined already.
    public func define(
        _ definitions: [Definition], in group: RemovableObject
    ) throws(LLVMError) {
        guard !definitions.isEmpty else { return }
        let addresses = definitions.map(\.address)
        let weak = definitions.map(\.isWeak)
        try withCStrings(definitions.map(\.name)) { (names) throws(LLVMError) in
            try checked {
                DevirtSessionDefineIn(
                    raw, group.number, names, addresses, weak, definitions.count, $0)
            }
        }
    }

    /// Adds an object that can be removed.
    ///
    /// - Parameters:
    ///   - symbols: what other objects see of it.
    ///   - isHot: it is placed with other code that runs often.
    /// - Throws: `LLVMError.jit`.
    public func add(
        removable object: consuming ObjectCode, symbols: [String], isHot: Bool = false
    ) throws(LLVMError) -> RemovableObject {
        let buffer = object.take()
        let number = try withCStrings(symbols) { (names) throws(LLVMError) in
            try checked { error -> UInt64? in
                let number = DevirtSessionAddRemovable(
                    raw, buffer, names, symbols.count, isHot, error)
                return number == 0 ? nil : number
            }
        }
        return RemovableObject(number: number)
    }

    /// Frees an object, or what is in a group, and its memory.
    ///
    /// - Precondition: no code of it runs or is called any more, and no other object refers to it.
    /// - Throws: `LLVMError.jit`.
    public func remove(_ object: RemovableObject) throws(LLVMError) {
        try checked { DevirtSessionRemove(raw, object.number, $0) }
    }

    /// The memory of a linked object.
    public struct ObjectMemory: Sendable {
        /// All its code.
        public let code: Range<UInt64>
        /// Its variables, empty if there are none.
        public let variables: Range<UInt64>
        /// Bytes of these and of its constants.
        public let byteSize: Int
    }

    /// The memory of the object with code at an address.
    public func memory(ofCodeAt address: UInt64) -> ObjectMemory? {
        var memory = DevirtObjectMemory()
        guard DevirtSessionMemory(raw, address, &memory) else { return nil }
        return ObjectMemory(
            code: memory.codeStart..<memory.codeEnd, variables: memory.dataStart..<memory.dataEnd,
            byteSize: Int(memory.size))
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
