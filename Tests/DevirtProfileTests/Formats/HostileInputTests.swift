import Testing

@testable import DevirtProfile

/// Nothing that is read may trap, hang or take memory out of proportion. A trap ends the tests.
@Suite struct HostileInputTests {
    private static let interesting: [[UInt8]] = [
        [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
        [1, 0, 0, 0], [0xFE, 0xFF, 0xFF, 0xFF], [0xFF], [0x80], [0],
        Array(repeating: 0xFF, count: 8), Array("MODL".utf8), Array("DONE".utf8),
    ]

    /// The bytes with one or a few things changed.
    private func mutated(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0...random.below(3) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[place] ^= 1 << UInt8(random.below(8))
            case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.removeLast(bytes.count - place)
            case 3: bytes.append(contentsOf: original.prefix(random.below(40)))
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(8)))
            case 5:
                let from = random.below(bytes.count)
                let part = Array(bytes[from..<min(bytes.count, from + random.below(30))])
                bytes.insert(contentsOf: part, at: place)
            default:
                let value = random.pick(Self.interesting)
                bytes.replaceSubrange(place..<min(bytes.count, place + value.count), with: value)
            }
        }
        return bytes
    }

    /// Reads, and uses all of what could be read.
    private func exercise(_ bytes: [UInt8]) -> Bool {
        guard let read = try? ProfileReader.read(bytes: bytes, name: "x") else {
            return false
        }
        let written = ProfileWriter.encode(read.profile)
        let again = try? ProfileReader.read(bytes: written, name: "x", strict: true)
        #expect(again?.profile == read.profile)
        #expect(read.problems.allSatisfy { !"\($0)".contains("\n") })
        return true
    }

    @Test(arguments: 0..<4) func wholeFiles(seed: UInt64) {
        var random = SeededGenerator(seed: 100 + seed)
        var usable = 0
        for round in 0..<3000 {
            let original =
                round % 2 == 0
                ? round % 4 == 0 ? GoldenTests.merged : GoldenTests.heat
                : round % 3 == 0 ? RawModule.file([Tiny.module, Tiny.module]) : GoldenTests.raw
            usable += exercise(mutated(original, &random)) ? 1 : 0
        }
        // Much is lost with a single section, and not everything.
        #expect(usable > 100)
    }

    @Test(arguments: 0..<4) func payloadsWithRightChecksums(seed: UInt64) {
        var random = SeededGenerator(seed: 200 + seed)
        var usable = 0
        for round in 0..<4000 {
            let isRaw = round % 2 == 0
            let payload =
                isRaw ? Tiny.module.encoded : ProfileWriter.payload(of: Tiny.profile)
            var container = ContainerWriter(kind: isRaw ? .raw : .merged)
            container.section(isRaw ? .module : .profile, mutated(payload, &random))
            usable += exercise(container.finish()) ? 1 : 0
        }
        #expect(usable > 100)
    }

    @Test(arguments: 0..<2) func payloadsOfManySites(seed: UInt64) {
        var random = SeededGenerator(seed: 300 + seed)
        for _ in 0..<150 {
            let payload = ProfileWriter.payload(of: random.profile(functions: 3))
            let module = random.module().encoded
            for _ in 0..<10 {
                var merged = ContainerWriter(kind: .merged)
                merged.section(.profile, mutated(payload, &random))
                _ = exercise(merged.finish())
                var raw = ContainerWriter(kind: .raw)
                raw.section(.module, module)
                raw.section(.module, mutated(module, &random))
                _ = exercise(raw.finish())
            }
        }
    }

    @Test func siteTables() {
        var random = SeededGenerator(seed: 400)
        for _ in 0..<10_000 {
            let bytes = mutated(SiteTableCodingTests.golden, &random)
            if let table = try? SiteTable(decoding: bytes) {
                #expect((try? SiteTable(decoding: table.encoded())) == table)
            }
        }
    }

    @Test func noise() {
        var random = SeededGenerator(seed: 500)
        for _ in 0..<3000 {
            let tail = (0..<random.below(100)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = exercise(tail)
            _ = exercise(Array(GoldenTests.raw.prefix(16)) + tail)
            _ = exercise(Array(GoldenTests.raw.prefix(32)) + tail)
        }
    }

    @Test func everyPrefixOfEveryKind() throws {
        for bytes in [GoldenTests.raw, GoldenTests.merged] {
            for length in 0..<bytes.count {
                #expect(throws: ProfileError.self) {
                    try ProfileReader.read(
                        bytes: Array(bytes.prefix(length)), name: "x", strict: true)
                }
            }
        }
    }
}
