/// Takes the keys of functions, which must ascend.
///
/// The order of names is that of their indices, because the string table ascends and "none" is the
/// largest index; so the order is checked without looking at a string.
struct KeyReader {
    let strings: StringTable
    /// What the keys are of, for errors.
    let field: String
    private var previous: (UInt32, UInt64, UInt8)?

    init(_ strings: StringTable, _ field: String) {
        self.strings = strings
        self.field = field
    }

    mutating func next(from reader: inout ByteReader) throws(MalformedPayload) -> FunctionKey {
        let start = reader.position
        let name = try reader.u32("function name")
        let hash = try reader.u64("function hash")
        let point = try InstrumentationPoint(from: &reader)
        let order = (name, hash, point.rawValue)
        if let previous, order <= previous {
            throw MalformedPayload(offset: start, field: field, reason: .outOfOrder)
        }
        previous = order
        return FunctionKey(
            name: try strings.required(index: name, "function name", at: reader),
            hash: hash, point: point)
    }
}
