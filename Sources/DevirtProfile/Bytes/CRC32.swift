/// CRC-32 of IEEE 802.3: polynomial 0xEDB88320 reflected, as in zlib and PNG.
///
/// Table-driven, eight bytes a step ("slicing-by-8": Kounavis and Berry, "A systematic approach
/// to building high performance software-based CRC generators", ISCC 2005).
enum CRC32 {
    /// Eight tables of 256: `tables[256 k + b]` is the effect of byte b followed by k zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
            }
            tables[byte] = value
        }
        for index in 256..<8 * 256 {
            let previous = tables[index - 256]
            tables[index] = previous >> 8 ^ tables[Int(previous & 0xFF)]
        }
        return tables
    }()

    /// The checksum of a range of bytes.
    ///
    /// - Complexity: O(n).
    static func checksum(_ bytes: [UInt8], in range: Range<Int>? = nil) -> UInt32 {
        bytes.withUnsafeBytes { all in
            let part = UnsafeRawBufferPointer(rebasing: all[range ?? 0..<all.count])
            return tables.withUnsafeBufferPointer { ~update(0xFFFF_FFFF, part, $0) }
        }
    }

    private static func update(
        _ start: UInt32, _ bytes: UnsafeRawBufferPointer, _ tables: UnsafeBufferPointer<UInt32>
    ) -> UInt32 {
        var crc = start
        var position = 0
        while bytes.count - position >= 8 {
            let word = UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            var rest = word ^ UInt64(crc)
            crc = 0
            for table in stride(from: 7 * 256, through: 0, by: -256) {
                crc ^= tables[table + Int(rest & 0xFF)]
                rest >>= 8
            }
            position += 8
        }
        while position < bytes.count {
            crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[position])) & 0xFF)]
            position += 1
        }
        return crc
    }
}
