/// Reads little-endian fields from bytes that nobody vouches for.
///
/// No input makes it trap. Counts are checked against the bytes that are left before anything is
/// reserved for them, so a small file cannot ask for much memory.
struct ByteReader {
    private let bytes: [UInt8]
    /// The offset of the next byte.
    private(set) var position: Int
    /// The offset behind the last byte.
    let end: Int
    /// The format version of the file that the bytes are of.
    let version: UInt32

    /// A reader of `range` of `bytes`, which must be within it; of all of them by default.
    init(_ bytes: [UInt8], range: Range<Int>? = nil, version: UInt32 = Container.version) {
        let range = range ?? 0..<bytes.count
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
        self.version = version
    }

    /// The number of bytes left.
    var remaining: Int { end - position }

    /// Takes an integer; `field` names it in errors.
    mutating func integer<Number: FixedWidthInteger>(
        _ type: Number.Type, _ field: String
    ) throws(MalformedPayload) -> Number {
        guard remaining >= MemoryLayout<Number>.size else {
            throw malformed(field, .endsEarly)
        }
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: Number.self)
        }
        position += MemoryLayout<Number>.size
        return Number(littleEndian: value)
    }

    /// Takes a byte.
    mutating func u8(_ field: String) throws(MalformedPayload) -> UInt8 {
        try integer(UInt8.self, field)
    }

    /// Takes a 32-bit number.
    mutating func u32(_ field: String) throws(MalformedPayload) -> UInt32 {
        try integer(UInt32.self, field)
    }

    /// Takes a 64-bit number.
    mutating func u64(_ field: String) throws(MalformedPayload) -> UInt64 {
        try integer(UInt64.self, field)
    }

    /// Takes the number of elements that follow, each of at least `size` bytes.
    mutating func count(_ field: String, eachAtLeast size: Int) throws(MalformedPayload) -> Int {
        let start = position
        let count = try u32(field)
        guard UInt64(count) <= UInt64(remaining / size) else {
            throw MalformedPayload(offset: start, field: field, reason: .countTooLarge(count))
        }
        return Int(count)
    }

    /// Takes a length and sets that many bytes apart.
    mutating func slice(_ field: String) throws(MalformedPayload) -> ByteReader {
        let length = try count(field, eachAtLeast: 1)
        defer { position += length }
        return ByteReader(bytes, range: position..<position + length, version: version)
    }

    /// Takes a length and that many bytes of UTF-8.
    ///
    /// - Parameter repairing: put U+FFFD in place of what is not UTF-8, instead of failing.
    mutating func text(_ field: String, repairing: Bool) throws(MalformedPayload) -> String {
        let start = position
        let length = try count(field, eachAtLeast: 1)
        let range = position..<position + length
        position = range.upperBound
        if repairing {
            return String(decoding: bytes[range], as: UTF8.self)
        }
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw MalformedPayload(offset: start, field: field, reason: .notUTF8)
        }
        return text
    }

    /// Fails unless everything has been taken.
    func finish() throws(MalformedPayload) {
        guard remaining == 0 else {
            throw malformed("payload", .trailingBytes(remaining))
        }
    }

    /// An error about the field at the current position.
    /// The next `length` bytes as a reader of their own.
    mutating func slice(
        _ field: String, length: UInt64
    ) throws(MalformedPayload) -> ByteReader {
        guard length <= UInt64(remaining) else { throw malformed(field, .endsEarly) }
        defer { position += Int(length) }
        return ByteReader(bytes, range: position..<position + Int(length))
    }

    /// A count of bytes, and the bytes.
    mutating func bytes(_ field: String) throws(MalformedPayload) -> [UInt8] {
        let length = try count(field, eachAtLeast: 1)
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    /// Goes on to a multiple of `size` bytes, or to the end.
    mutating func align(to size: Int) {
        position = min((position + size - 1) / size * size, end)
    }

    /// The checksum of what is left.
    var checksum: UInt32 { CRC32.checksum(bytes, in: position..<end) }

    func malformed(_ field: String, _ reason: MalformedPayload.Reason) -> MalformedPayload {
        MalformedPayload(offset: position, field: field, reason: reason)
    }
}
