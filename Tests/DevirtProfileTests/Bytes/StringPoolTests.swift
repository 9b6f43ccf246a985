import Testing

@testable import DevirtProfile

@Suite struct StringPoolTests {
    @Test func stringsAreNumberedOnceShortOrLong() throws {
        let long = String(repeating: "x", count: 100)
        let copy = String(repeating: "x", count: 99) + "x"
        let names = ["b", long, "a", copy, "b", long, long + "y"]
        var pool = StringPool()
        #expect(names.map { pool.index(of: $0) } == [0, 1, 2, 1, 0, 1, 3])
        pool.sort()
        #expect(names.map { pool.index(of: $0) } == [1, 2, 0, 2, 1, 2, 3])
        #expect(pool.index(of: nil) == .max)
        var writer = ByteWriter()
        pool.write(to: &writer)
        var reader = ByteReader(writer.bytes)
        var shared = LongNames()
        let table = try StringTable(from: &reader, ascending: true, sharing: &shared)
        #expect(try table.required(index: 2, "s", at: reader) == long)
        #expect(try table.optional(index: .max, "s", at: reader) == nil)
        #expect(throws: MalformedPayload.self) {
            try table.required(index: .max, "s", at: reader)
        }
        #expect(throws: MalformedPayload.self) { try table.optional(index: 4, "s", at: reader) }
    }
}
