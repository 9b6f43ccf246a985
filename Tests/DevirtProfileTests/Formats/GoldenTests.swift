import Testing

@testable import DevirtProfile

/// Files as they are on disk, byte for byte: a change here is a change of the format.
@Suite struct GoldenTests {
    private static let header = "89445652540D0A1A 02000000"

    static let raw =
        hex(
            """
            \(header) 01000000
            4D4F444C CF564DDB D700000000000000  // MODL
            0807060504030201 00000000 05000000  // signature, flags, processes
            59000000                            // table
            """) + SiteTableCodingTests.golden
        + hex(
            """
            02000000 01000000 66 01000000 56    // names: f, V
            01000000                            // records
            00000000                            // cell
            0900000000000000 0800000000000000   // total, estimated
            0200000000000000 0100000000000000   // samples, floor
            0400000000000000 0300000000000000   // pairs, repeats
            01000000                            // entries
            00000000 FFFFFFFF 01000000 10000000 // f, this object, V, 16
            0700000000000000 0100000000000000   // count, error
            444F4E45 79B8F899 0400000000000000 01000000
            """)

    static let merged = hex(
        """
        \(header) 02000000
        50524F46 9561BDFC B800000000000000  // PROF
        05000000                            // strings
        01000000 56                         // V
        05000000 612E637070                 // a.cpp
        01000000 66                         // f
        04000000 6D61696E                   // main
        0A000000 766F6964202870747229       // void (ptr)
        05000000 01000000                   // runs, functions
        03000000 2211000000000000 01        // main, hash, early
        01000000 03000000                   // a.cpp:3
        01000000                            // sites
        02000000 01                         // ordinal, virtual
        01000000 0A000000 04000000          // a.cpp:10:4
        04000000 01                         // void (ptr), recorded
        0900000000000000 0800000000000000   // total, estimated
        0200000000000000 0100000000000000   // samples, floor
        0400000000000000 0300000000000000   // pairs, repeats
        01000000                            // entries
        02000000 FFFFFFFF 00000000 10000000 // f, this object, V, 16
        0700000000000000 0100000000000000   // count, error
        444F4E45 79B8F899 0400000000000000 01000000
        """)

    @Test func aRawFileIsRead() throws {
        let (profile, problems) = try ProfileReader.read(bytes: Self.raw, name: "raw")
        #expect(problems.isEmpty)
        #expect(profile == Tiny.profile)
        #expect(RawModule.file([Tiny.module]) == Self.raw)
    }

    @Test func aMergedFileIsWrittenAndRead() throws {
        #expect(ProfileWriter.encode(Tiny.profile) == Self.merged)
        let (profile, problems) = try ProfileReader.read(bytes: Self.merged, name: "merged")
        #expect(problems.isEmpty)
        #expect(profile == Tiny.profile)
    }

    /// Version 1 has no order of targets.
    static let first = hex(
        """
        89445652540D0A1A 01000000 02000000
        50524F46 9AF6EE4E A800000000000000
        05000000 01000000 56 05000000 612E637070 01000000 66 04000000 6D61696E
        0A000000 766F6964202870747229 05000000 01000000
        03000000 2211000000000000 01 01000000 03000000 01000000
        02000000 01 01000000 0A000000 04000000 04000000 01
        0900000000000000 0800000000000000 0200000000000000 0100000000000000 01000000
        02000000 FFFFFFFF 00000000 10000000 0700000000000000 0100000000000000
        444F4E45 79B8F899 0400000000000000 01000000
        """)

    @Test func filesOfTheFirstVersionAreRead() throws {
        let read = try ProfileReader.read(bytes: Self.first, name: "first", strict: true)
        let summary = Tiny.summary
        let expected = SiteSummary(
            total: summary.total, estimated: summary.estimated, samples: summary.samples,
            floor: summary.floor, entries: summary.entries)
        #expect(read.profile.functions.first?.sites.first?.summary == expected)
    }

    @Test func moreRepeatsThanPairsAreRefused() throws {
        var summary = ByteWriter()
        summary.u64(4)
        summary.u64(5)
        var reader = ByteReader(summary.bytes)
        #expect(throws: MalformedPayload.self) { try TargetOrder(from: &reader) }
    }

    /// A profile of a JIT.
    static let heat = hex(
        """
        \(header) 02000000
        50524F46 6FC6D57B 0C00000000000000  // PROF
        00000000 00000000 00000000          // strings, runs, functions
        48454154 2E738318 3500000000000000  // HEAT
        01000000 04000000 6D61696E          // strings: main
        01000000                            // functions
        00000000 2211000000000000 01        // main, hash, early
        0600000000000000 01000000           // entries, loops
        02000000 0900000000000000           // loop, iterations
        444F4E45 97174D8B 0400000000000000 02000000
        """)

    @Test func hotFunctionsAreWrittenAndRead() throws {
        let profile = Profile(heat: [Tiny.heat])
        #expect(ProfileWriter.encode(profile) == Self.heat)
        let read = try ProfileReader.read(bytes: Self.heat, name: "heat", strict: true)
        #expect(read.profile == profile)
    }

    @Test func anEmptyProfileIsAProfile() throws {
        let bytes = ProfileWriter.encode(Profile())
        #expect(try ProfileReader.read(bytes: bytes, name: "x").profile == Profile())
        let raw = ContainerWriter(kind: .raw).finish()
        #expect(try ProfileReader.read(bytes: raw, name: "x").profile == Profile())
    }
}
