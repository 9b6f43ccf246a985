import Testing

@testable import DevirtProfile

@Suite("Body archives")
struct BodyArchiveTests {
    private func record(
        _ path: String, _ definitions: [(String, BodyRecord.Definition.Kind)], body: UInt8 = 1
    ) -> BodyRecord {
        BodyRecord(
            sources: [
                .init(path: path, digest: UInt64(body)), .init(path: "/h.h", digest: 2),
            ], compilation: 3,
            definitions: definitions.map { .init(name: $0.0, kind: $0.1) },
            bitcode: [0x42, 0x43, body])
    }

    /// A profile whose one site led to these.
    private func profile(_ names: [String], object: String? = nil) -> Profile {
        let entries = names.map {
            TargetCount(target: Target(name: $0, object: object), count: 5, error: 0)
        }
        let summary = SiteSummary(total: 10, entries: entries)
        return Profile(
            runs: 1,
            functions: [
                FunctionProfile(
                    Tiny.key, file: nil, line: 0,
                    sites: [SiteProfile(Tiny.identity, summary: summary)])
            ])
    }

    @Test func keepsWhatIsWantedInAnyOrder() {
        let first = record("/a.c", [("f", .strong), ("g", .strong)])
        let second = record("/b.c", [("h", .strong)])
        let archive = BodyArchive([second, first, first], for: profile(["f"]))
        #expect(archive.functions == 1)
        #expect(archive.owner(of: "f") == 0)
        #expect(archive.owner(of: "g") == nil)
        #expect(archive.records.map(\.bitcode) == [[0x42, 0x43, 1], []])
        let other = BodyArchive([first, second], for: profile(["f"]))
        #expect(other.encoded() == archive.encoded())
        #expect(BodyArchive(archive.encoded())?.records == archive.records)
    }

    @Test func whatFilesDefineDifferentlyIsNobodys() {
        let files = [record("/a.c", [("f", .strong)]), record("/b.c", [("f", .strong)])]
        #expect(BodyArchive(files, for: profile(["f"])).isEmpty)
        let inline = [record("/a.c", [("f", .odr)]), record("/b.c", [("f", .odr)])]
        #expect(BodyArchive(inline, for: profile(["f"])).owner(of: "f") == 0)
    }

    @Test func functionsOfOtherObjectsAreNotWanted() {
        let files = [record("/a.c", [("f", .strong)])]
        #expect(BodyArchive(files, for: profile(["f"], object: "libf.so")).isEmpty)
    }

    @Test func identityIsThatOfContents() {
        let sources = [("/a.c", 1), ("/x/h.h", 2), ("/y/i.h", 3)].map {
            BodyRecord.Source(path: $0.0, digest: UInt64($0.1))
        }
        let identity = BodyRecord.identity(sources: sources, compilation: 1)
        var moved = sources
        (moved[1].path, moved[2].path) = ("/z/h.h", "/b/i.h")
        moved.swapAt(1, 2)
        #expect(BodyRecord.identity(sources: moved, compilation: 1) == identity)
        #expect(BodyRecord.identity(sources: sources, compilation: 2) != identity)
        moved[0].digest = 9
        #expect(BodyRecord.identity(sources: moved, compilation: 1) != identity)
    }

    @Test func sectionsAreConcatenatedAndPadded() {
        let records = [record("/a.c", [("f", .strong)]), record("/b.c", [("g;h", .local)])]
        let bytes = records[0].encoded() + [UInt8](repeating: 0, count: 16) + records[1].encoded()
        #expect(BodyRecord.records(in: bytes[...]) == records)
    }

    @Test func noDamageTrapsOrChangesARecord() {
        let records = [record("/a.c", [("f", .strong)]), record("/b.c", [("g", .odr)])]
        let bytes = records.flatMap { $0.encoded() }
        for length in bytes.indices {
            let found = BodyRecord.records(in: bytes[..<length])
            #expect(records.starts(with: found))
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xFF
            // The paddings are not checked.
            #expect(BodyRecord.records(in: damaged[...]).allSatisfy(records.contains))
        }
        #expect(BodyArchive([]) == nil)
        #expect(BodyArchive([1, 2, 3]) == nil)
    }

    @Test func damagedObjectFilesHaveNoSections() throws {
        let object = try FileBytes.read(path: "/proc/self/exe")
        #expect(ObjectFile.isELF(object))
        #expect(ObjectFile.sections(named: ".text", in: object).count == 1)
        #expect(ObjectFile.bodies(in: object).isEmpty)
        let head = Array(object.prefix(1 << 12))
        #expect(ObjectFile.sections(named: ".text", in: head).isEmpty)
        for index in 16..<64 {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var damaged = head
                damaged[index] = value
                _ = ObjectFile.sections(named: ".text", in: damaged)
            }
        }
    }
}
