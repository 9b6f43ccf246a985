internal import CLLVM

/// Attributes by name. Unknown names are string attributes.
enum Attribute {
    static func make(_ name: String, in context: LLVMContextRef) -> LLVMAttributeRef {
        withCharacters(of: name) { characters, length in
            let kind = LLVMGetEnumAttributeKindForName(characters, length)
            return kind != 0
                ? LLVMCreateEnumAttribute(context, kind, 0)
                : LLVMCreateStringAttribute(context, characters, UInt32(length), "", 0)
        }
    }

    static let function = LLVMAttributeIndex(bitPattern: Int32(LLVMAttributeFunctionIndex))
    static let result = LLVMAttributeIndex(LLVMAttributeReturnIndex)

    /// Parameters follow the result.
    static func parameter(_ index: Int) -> LLVMAttributeIndex {
        result + 1 + LLVMAttributeIndex(index)
    }
}

extension Function {
    /// True if the function has the named attribute, enumerated ("naked") or string ("target-cpu").
    public func hasAttribute(_ name: String) -> Bool {
        hasAttribute(name, at: Attribute.function)
    }

    /// True if the result has the named attribute, such as "signext".
    public func resultHasAttribute(_ name: String) -> Bool {
        hasAttribute(name, at: Attribute.result)
    }

    /// True if the parameter has the named attribute, such as "byval".
    public func parameter(_ index: Int, hasAttribute name: String) -> Bool {
        hasAttribute(name, at: Attribute.parameter(index))
    }

    private func hasAttribute(_ name: String, at index: LLVMAttributeIndex) -> Bool {
        withCharacters(of: name) { characters, length in
            let kind = LLVMGetEnumAttributeKindForName(characters, length)
            let found =
                kind != 0
                ? LLVMGetEnumAttributeAtIndex(raw, index, kind)
                : LLVMGetStringAttributeAtIndex(raw, index, characters, UInt32(length))
            return found != nil
        }
    }

    /// The value of a string attribute; nil: there is none.
    func attributeValue(_ name: String) -> String? {
        let attribute = withCharacters(of: name) { characters, length in
            LLVMGetStringAttributeAtIndex(raw, Attribute.function, characters, UInt32(length))
        }
        guard let attribute else { return nil }
        var length: UInt32 = 0
        guard let text = LLVMGetStringAttributeValue(attribute, &length) else { return nil }
        return copyString(text, Int(length))
    }

    /// Adds an attribute without value.
    public func addAttribute(_ name: String) {
        LLVMAddAttributeAtIndex(raw, Attribute.function, Attribute.make(name, in: module.context))
    }

    /// Removes a string attribute.
    func removeAttribute(_ name: String) {
        withCharacters(of: name) { characters, length in
            LLVMRemoveStringAttributeAtIndex(
                raw, Attribute.function, characters, UInt32(length))
        }
    }

    /// Adds a string attribute with a value.
    public func addAttribute(_ name: String, value: String) {
        let attribute = LLVMCreateStringAttribute(
            module.context, name, UInt32(name.utf8.count), value, UInt32(value.utf8.count))
        LLVMAddAttributeAtIndex(raw, Attribute.function, attribute)
    }
}
