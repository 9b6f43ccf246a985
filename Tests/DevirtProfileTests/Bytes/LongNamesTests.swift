import Testing

@testable import DevirtProfile

@Suite struct LongNamesTests {
    private func storage(_ name: String) -> UnsafePointer<UInt8>? {
        name.utf8.withContiguousStorageIfAvailable { $0.baseAddress } ?? nil
    }

    @Test func equalLongNamesShareTheirStorage() {
        var names = LongNames()
        let first = names.share(String(repeating: "x", count: 1000))
        let second = names.share(String(repeating: "x", count: 999) + "x")
        let other = names.share(String(repeating: "x", count: 1001))
        #expect(storage(first) == storage(second) && first == second)
        #expect(storage(first) != storage(other) && other.utf8.count == 1001)
        #expect(names.share("short") == "short")
    }

    @Test func mergedFilesShareTheirLongNames() throws {
        let name = String(repeating: "x", count: 1000)
        let profile = Profile(
            runs: 1,
            functions: [
                FunctionProfile(
                    Tiny.key,
                    sites: [SiteProfile(ordinal: 0, kind: .virtualCall, calleeType: name)])
            ])
        let bytes = ProfileWriter.encode(profile)
        var shared = LongNames()
        let types = try (0..<2).map { _ in
            try ProfileReader.read(bytes: bytes, name: "x", strict: true, sharing: &shared)
                .profile.functions[0].sites[0].calleeType
        }
        #expect(storage(types[0]) == storage(types[1]) && types == [name, name])
    }
}
