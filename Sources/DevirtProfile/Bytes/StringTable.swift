/// The strings of a payload, read.
struct StringTable {
    /// The index that means "none".
    static let none = UInt32.max

    private let strings: [String]

    /// Takes a count and that many strings.
    ///
    /// - Parameters:
    ///   - ascending: fail unless the strings ascend by their bytes, each once.
    ///   - repairing: put U+FFFD in place of what is not UTF-8, instead of failing.
    ///   - names: where to look for long names met before, and to keep those met now.
    init(
        from reader: inout ByteReader, ascending: Bool = false, repairing: Bool = false,
        sharing names: inout LongNames
    ) throws(MalformedPayload) {
        let count = try reader.count("string count", eachAtLeast: 4)
        var strings: [String] = []
        strings.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.position
            let text = try reader.text("string", repairing: repairing)
            if ascending, let last = strings.last, ByteOrder.compare(last, text) >= 0 {
                throw MalformedPayload(offset: start, field: "string", reason: .outOfOrder)
            }
            strings.append(names.share(text))
        }
        self.strings = strings
    }

    /// Takes an index and gives its string, or nil for none.
    func optional(
        _ field: String, from reader: inout ByteReader
    ) throws(MalformedPayload) -> String? {
        try optional(index: try reader.u32(field), field, at: reader)
    }

    /// Takes an index, which must not be none, and gives its string.
    func required(
        _ field: String, from reader: inout ByteReader
    ) throws(MalformedPayload) -> String {
        try required(index: try reader.u32(field), field, at: reader)
    }

    /// The string of an index just taken from `reader`, or nil for none.
    func optional(
        index: UInt32, _ field: String, at reader: ByteReader
    ) throws(MalformedPayload) -> String? {
        index == Self.none ? nil : try required(index: index, field, at: reader)
    }

    /// The string of an index just taken from `reader`.
    func required(
        index: UInt32, _ field: String, at reader: ByteReader
    ) throws(MalformedPayload) -> String {
        guard UInt64(index) < UInt64(strings.count) else {
            throw MalformedPayload(
                offset: reader.position - 4, field: field, reason: .noSuchString(index))
        }
        return strings[Int(index)]
    }
}
