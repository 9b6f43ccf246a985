import Testing

@testable import DevirtProfile

@Suite struct ContainerTests {
    /// The tags found and the problems met.
    private func walk(_ bytes: [UInt8]) throws -> (tags: [String], causes: [String]) {
        var reader = try ContainerReader(bytes, file: "x")
        var (tags, causes): ([String], [String]) = ([], [])
        while let step = reader.next() {
            switch step {
            case .section(let tag, _, _): tags.append("\(tag)")
            case .problem(let problem): causes.append(problem.explanation)
            }
        }
        return (tags, causes)
    }

    /// Three sections at bytes 16, 42 and 68 with payloads of 10 bytes, and the end mark at 94.
    private var threeSections: [UInt8] {
        var writer = ContainerWriter(kind: .raw)
        for tag in [Container.Tag("MODL"), Container.Tag("NEWS"), Container.Tag("MODL")] {
            writer.section(tag, Array(repeating: 7, count: 10))
        }
        return writer.finish()
    }

    @Test func sectionsAreFoundInOrder() throws {
        #expect(try walk(threeSections) == (["MODL", "NEWS", "MODL"], []))
    }

    @Test func aWrongPayloadCostsItsSectionOnly() throws {
        var bytes = threeSections
        bytes[60] ^= 1
        #expect(
            try walk(bytes)
                == (["MODL", "MODL"], ["checksum mismatch in section 'NEWS' at byte 42"]))
    }

    @Test func aWrongLengthCostsItsSectionOnly() throws {
        for (wrong, cause) in [
            (UInt8(200), "truncated: section 'MODL' at byte 16 needs 200 bytes, and 82 are left"),
            (3, "checksum mismatch in section 'MODL' at byte 16"),
            (80, "checksum mismatch in section 'MODL' at byte 16"),
        ] {
            var bytes = threeSections
            bytes[24] = wrong
            // The search behind damage finds known sections only: NEWS is passed over.
            #expect(try walk(bytes) == (["MODL"], [cause]))
        }
    }

    @Test func lengthsNearTheEndOfTheAddressSpaceAreHarmless() throws {
        let lengths: [UInt64] = [.max, .max - 15, 1 << 63, 1 << 32]
        for length in lengths {
            var field = ByteWriter()
            field.u64(length)
            var bytes = threeSections
            bytes.replaceSubrange(76..<84, with: field.bytes)
            let found = try walk(bytes)
            #expect(found.tags == ["MODL", "NEWS"])
            #expect(found.causes.count == 1)
        }
    }

    @Test func everyTruncationIsNoticed() throws {
        let bytes = threeSections
        for length in 16..<bytes.count {
            let causes = try walk(Array(bytes.prefix(length))).causes
            #expect(causes.count == 1 && causes[0].hasPrefix("truncated"))
        }
    }

    @Test func theEndMarkIsChecked() throws {
        #expect(
            try walk(threeSections + [1, 2]).causes == ["bytes after the end of the profile: 2"])
        let withoutSecond = Array(threeSections[..<42] + threeSections[68...])
        #expect(
            try walk(withoutSecond).causes
                == ["sections missing: 3 were written, and 2 are there"])
        var writer = ContainerWriter(kind: .raw)
        writer.section(.done, [])
        #expect(try walk(writer.finish()).causes.count == 2)
    }

    @Test func manyFalseHeadersTakeLittleTime() throws {
        // Each header claims the rest of the file, whose checksum is wrong.
        var writer = ByteWriter()
        writer.raw(threeSections.prefix(16))
        let count = 20_000
        for index in 0..<count {
            writer.raw(Container.Tag.module.bytes)
            writer.u32(0xBAD)
            writer.u64(UInt64(16 * (count - index - 1)))
        }
        let bytes = writer.bytes
        let elapsed = try ContinuousClock().measure { _ = try walk(bytes) }
        // Part of a second; without a limit to the search it is minutes.
        #expect(elapsed < .seconds(30))
    }
}
