import Testing

@testable import DevirtProfile

@Suite struct SiteTableCodingTests {
    static let golden = hex(
        """
        03000000                        // strings
        04000000 6D61696E               // main
        05000000 612E637070             // a.cpp
        0A000000 766F69642028707472 29  // void (ptr)
        01000000                        // functions
        00000000 2211000000000000 01    // main, hash, early
        01000000 03000000               // a.cpp:3
        01000000                        // sites
        02000000 00000000 01            // ordinal, cell, virtual
        01000000 0A000000 04000000      // a.cpp:10:4
        02000000                        // void (ptr)
        """)

    @Test func bytesAreThoseOfTheFormat() throws {
        #expect(Tiny.table.encoded() == Self.golden)
        #expect(try SiteTable(decoding: Self.golden) == Tiny.table)
        #expect(Tiny.table.signature == FNV1a.hash(Self.golden))
        #expect(SiteTable.signature(ofEncoded: Self.golden) == Tiny.table.signature)
    }

    @Test func tablesSurviveARoundTrip() throws {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<300 {
            let table = random.table()
            let bytes = table.encoded()
            #expect(try SiteTable(decoding: bytes) == table)
            #expect(try SiteTable(decoding: bytes).encoded() == bytes)
        }
    }

    @Test func everyPrefixAndExtensionIsRefused() {
        for length in 0..<Self.golden.count {
            #expect(throws: MalformedPayload.self) {
                try SiteTable(decoding: Array(Self.golden.prefix(length)))
            }
        }
        #expect(throws: MalformedPayload.self) { try SiteTable(decoding: Self.golden + [0]) }
    }

    @Test func hugeCountsFailBeforeAnythingIsReserved() {
        // The string count, a string's length, the function count and the site count.
        for offset in [0, 4, 35, 60] {
            var bytes = Self.golden
            bytes.replaceSubrange(offset..<offset + 4, with: [0xFF, 0xFF, 0xFF, 0xFF])
            #expect {
                try SiteTable(decoding: bytes)
            } throws: { error in
                (error as? MalformedPayload)?.reason == .countTooLarge(.max)
                    && (error as? MalformedPayload)?.offset == offset
            }
        }
    }
}
