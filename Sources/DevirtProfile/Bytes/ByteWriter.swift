/// Collects little-endian fields.
struct ByteWriter {
    /// What has been written.
    private(set) var bytes: [UInt8] = []

    /// Appends an integer, least significant byte first.
    mutating func integer(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends a byte.
    mutating func u8(_ value: UInt8) {
        bytes.append(value)
    }

    /// Appends a 32-bit number.
    mutating func u32(_ value: UInt32) {
        integer(value)
    }

    /// Appends a 64-bit number.
    mutating func u64(_ value: UInt64) {
        integer(value)
    }

    /// Appends a number of elements or bytes.
    mutating func count(_ count: Int) {
        // 2^32 elements would need far more memory than a profile's file can hold.
        integer(UInt32(count))
    }

    /// Appends bytes as they are.
    mutating func raw(_ other: some Sequence<UInt8>) {
        bytes.append(contentsOf: other)
    }

    /// Appends the length of a text and its UTF-8.
    mutating func text(_ text: String) {
        count(text.utf8.count)
        raw(text.utf8)
    }
}
