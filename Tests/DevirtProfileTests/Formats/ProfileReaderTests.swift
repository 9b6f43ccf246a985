import Testing

@testable import DevirtProfile

@Suite struct ProfileReaderTests {
    @Test func mergedProfilesSurviveARoundTrip() throws {
        var random = SeededGenerator(seed: 13)
        for _ in 0..<200 {
            let profile = random.profile()
            let bytes = ProfileWriter.encode(profile)
            let read = try ProfileReader.read(bytes: bytes, name: "x", strict: true)
            #expect(read.profile == profile && read.problems.isEmpty)
            #expect(ProfileWriter.encode(read.profile) == bytes)
        }
    }

    @Test func rawProfilesAreTheSumOfTheirModules() throws {
        var random = SeededGenerator(seed: 14)
        for _ in 0..<200 {
            let modules = (0..<random.below(4)).map { _ in random.module() }
            var expected = Profile()
            modules.forEach { expected.merge($0.profile) }
            let read = try ProfileReader.read(
                bytes: RawModule.file(modules), name: "x", strict: true)
            #expect(read.profile.functions == expected.functions)
        }
    }

    @Test func modulesOfOneProcessCountItOnce() throws {
        var other = Tiny.module
        other.signature = 1
        other.processes = 3
        let different = try ProfileReader.read(
            bytes: RawModule.file([Tiny.module, other]), name: "x")
        #expect(different.profile.runs == 5)
        let same = try ProfileReader.read(
            bytes: RawModule.file([other, Tiny.module, other]), name: "x")
        #expect(same.profile.runs == 6)
    }

    @Test func oneBadModuleOfThreeIsLeftOut() throws {
        var files: [[UInt8]] = []
        let payload = Tiny.module.encoded
        let size = Container.sectionHeaderSize + payload.count
        // A wrong byte, a wrong length, and a right checksum of something malformed.
        for (offset, value) in [(size + 50, UInt8(0xEE)), (16 + size + 8, 0xFF)] {
            var bytes = RawModule.file([Tiny.module, Tiny.module, Tiny.module])
            bytes[offset] = value
            files.append(bytes)
        }
        var container = ContainerWriter(kind: .raw)
        container.section(.module, payload)
        container.section(.module, payload + [0])
        container.section(.module, payload)
        files.append(container.finish())

        for bytes in files {
            let (profile, problems) = try ProfileReader.read(bytes: bytes, name: "x")
            #expect(profile.runs == 10)
            #expect(profile.functions.first?.sites.first?.summary.total == 18)
            #expect(problems.count == 1)
            #expect(problems.first.map { "\($0)".hasPrefix("x: ") } == true)
            #expect(throws: ProfileError.self) {
                try ProfileReader.read(bytes: bytes, name: "x", strict: true)
            }
        }
    }

    @Test func unknownSectionsAreSkipped() throws {
        var container = ContainerWriter(kind: .merged)
        container.section(Container.Tag("NEWS"), [1, 2, 3])
        container.section(.profile, ProfileWriter.payload(of: Tiny.profile))
        container.section(.module, [])
        let read = try ProfileReader.read(bytes: container.finish(), name: "x", strict: true)
        #expect(read.profile == Tiny.profile)
    }

    @Test func aMergedFileHasOneProfileSection() throws {
        let payload = ProfileWriter.payload(of: Tiny.profile)
        var two = ContainerWriter(kind: .merged)
        two.section(.profile, payload)
        two.section(.profile, payload)
        let (profile, problems) = try ProfileReader.read(bytes: two.finish(), name: "x")
        #expect(profile == Tiny.profile)
        #expect(problems.map(\.cause) == [.profileSections(2)])
        let none = ContainerWriter(kind: .merged).finish()
        #expect(throws: ProfileError.self) { try ProfileReader.read(bytes: none, name: "x") }
    }

    @Test func whatIsWrongWithHotFunctionsLeavesTheRest() throws {
        let payload = HeatCoding.payload(of: [Tiny.heat])
        for bad in [payload + [0], Array(payload.dropLast()), []] {
            var container = ContainerWriter(kind: .merged)
            container.section(.heat, bad)
            container.section(.profile, ProfileWriter.payload(of: Tiny.profile))
            let (profile, problems) = try ProfileReader.read(bytes: container.finish(), name: "x")
            #expect(profile == Tiny.profile)
            #expect(problems.count == 1)
        }
        var two = ContainerWriter(kind: .merged)
        two.section(.heat, payload)
        two.section(.profile, ProfileWriter.payload(of: Tiny.profile))
        two.section(.heat, payload)
        let (profile, problems) = try ProfileReader.read(bytes: two.finish(), name: "x")
        #expect(profile.heat == [Tiny.heat] && profile.functions == Tiny.profile.functions)
        #expect(problems.count == 1)
    }

    @Test func namesOfTargetsAreRepaired() throws {
        var bytes = Tiny.module.encoded
        // The first letter of the target's name "f".
        let name = bytes.count - 92 - 14 + 8
        #expect(bytes[name] == UInt8(ascii: "f"))
        bytes[name] = 0xFF
        var container = ContainerWriter(kind: .raw)
        container.section(.module, bytes)
        let read = try ProfileReader.read(bytes: container.finish(), name: "x", strict: true)
        let target = read.profile.functions.first?.sites.first?.summary.entries.first?.target
        #expect(target?.name == "\u{FFFD}")
    }

    @Test func aCellBelongsToOneSite() throws {
        var module = Tiny.module
        module.table.functions.append(module.table.functions[0])
        #expect(throws: ProfileError.self) {
            try ProfileReader.read(bytes: RawModule.file([module]), name: "x")
        }
        var stray = Tiny.module
        stray.summaries[1] = Tiny.summary
        #expect(throws: ProfileError.self) {
            try ProfileReader.read(bytes: RawModule.file([stray]), name: "x")
        }
    }
}
