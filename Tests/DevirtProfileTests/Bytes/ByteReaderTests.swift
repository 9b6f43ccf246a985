import Testing

@testable import DevirtProfile

@Suite struct ByteReaderTests {
    @Test func numbersAreLittleEndian() throws {
        var reader = ByteReader(hex("01 0203 04050607 08090A0B0C0D0E0F"))
        #expect(try reader.u8("a") == 0x01)
        #expect(try reader.integer(UInt16.self, "b") == 0x0302)
        #expect(try reader.u32("c") == 0x0706_0504)
        #expect(try reader.u64("d") == 0x0F0E_0D0C_0B0A_0908)
        try reader.finish()
    }

    @Test func writerIsTheInverse() throws {
        var writer = ByteWriter()
        writer.u8(1)
        writer.u32(0xFEED_BEEF)
        writer.u64(.max - 1)
        writer.text("h\u{E9}")
        var reader = ByteReader(writer.bytes)
        #expect(try reader.u8("a") == 1)
        #expect(try reader.u32("b") == 0xFEED_BEEF)
        #expect(try reader.u64("c") == .max - 1)
        #expect(try reader.text("d", repairing: false) == "h\u{E9}")
        try reader.finish()
    }

    @Test func nothingIsReadBeyondTheEnd() {
        var reader = ByteReader(hex("010203"), range: 0..<2)
        #expect(throws: MalformedPayload(offset: 0, field: "x", reason: .endsEarly)) {
            try reader.u32("x")
        }
        #expect(throws: Never.self) { try reader.u8("x") }
        #expect(throws: MalformedPayload.self) { try reader.integer(UInt16.self, "x") }
        #expect(throws: MalformedPayload.self) { try reader.finish() }
    }

    @Test func countsAreCheckedAgainstWhatIsLeft() {
        for (bytes, size, good) in [
            ("02000000 0000", 1, true), ("03000000 0000", 1, false), ("FFFFFFFF 00", 1, false),
            ("FFFFFFFF 00", 25, false), ("02000000 0000000000", 3, false),
        ] {
            var reader = ByteReader(hex(bytes))
            let count = try? reader.count("n", eachAtLeast: size)
            #expect((count != nil) == good)
        }
        var reader = ByteReader(hex("FFFFFFFF 00"))
        #expect(throws: MalformedPayload.self) { try reader.slice("s") }
        var text = ByteReader(hex("FFFFFFFF 00"))
        #expect(throws: MalformedPayload.self) { try text.text("t", repairing: true) }
    }

    @Test func textIsUTF8OrRepaired() throws {
        let bytes = hex("03000000 61FF62")
        var strict = ByteReader(bytes)
        #expect(throws: MalformedPayload(offset: 0, field: "t", reason: .notUTF8)) {
            try strict.text("t", repairing: false)
        }
        var lenient = ByteReader(bytes)
        #expect(try lenient.text("t", repairing: true) == "a\u{FFFD}b")
    }
}
