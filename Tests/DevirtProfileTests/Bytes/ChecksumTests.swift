import Testing

@testable import DevirtProfile

@Suite struct ChecksumTests {
    @Test func crcOfTheCheckString() {
        // The check value of CRC-32/ISO-HDLC.
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
        #expect(
            CRC32.checksum(Array("The quick brown fox jumps over the lazy dog".utf8))
                == 0x414F_A339)
    }

    @Test func crcAgreesWithTheDefinitionForEveryLengthAndPart() {
        var random = SeededGenerator(seed: 11)
        let bytes = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for start in 0..<9 {
            for end in start...64 {
                #expect(CRC32.checksum(bytes, in: start..<end) == bitByBit(bytes[start..<end]))
            }
        }
    }

    private func bitByBit(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 {
                crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320
            }
        }
        return ~crc
    }

    @Test func fnvOfKnownTexts() {
        // From the tests of the reference implementation.
        #expect(FNV1a.hash([]) == 0xCBF2_9CE4_8422_2325)
        #expect(FNV1a.hash(Array("a".utf8)) == 0xAF63_DC4C_8601_EC8C)
        #expect(FNV1a.hash(Array("foobar".utf8)) == 0x8594_4171_F739_67E8)
    }
}
