/// Bodies for a profile: a file named like it, with `.bodies` appended; see `Docs/Formats.md`.
public struct BodyArchive: Sendable {
    /// The records, by path of the source. Those whose functions nobody wants have no bitcode.
    public private(set) var records: [BodyRecord] = []
    private var owners: [String: Int] = [:]

    private static let magic: [UInt8] = [0x89, 0x44, 0x56, 0x52, 0x42, 0x0D, 0x0A, 0x1A]
    private static let version: UInt32 = 1

    /// The file that goes with a profile.
    public static func path(for profile: String) -> String { profile + ".bodies" }

    /// Keeps what a profile has use for.
    ///
    /// Of a function that several files define, and not all alike, nobody knows which one a program
    /// has: it is left out.
    ///
    /// - Parameter records: in any order.
    public init(_ records: [BodyRecord], for profile: Profile) {
        var wanted: Set<String> = []
        for function in profile.functions {
            for site in function.sites {
                for entry in site.summary.entries where entry.target.object == nil {
                    wanted.insert(entry.target.name)
                }
            }
        }
        // The same file may be part of several programs.
        var kept: [BodyRecord] = []
        for record in Set(records).sorted(by: Self.precedes) {
            if let last = kept.last, last.sources.first?.path == record.sources.first?.path,
                last.compilation == record.compilation
            {
                continue
            }
            kept.append(record)
        }
        var definitions: [String: Int] = [:]
        for record in kept {
            for definition in record.definitions where definition.kind != .odr {
                definitions[definition.name, default: 0] += 1
            }
        }
        var taken: Set<String> = []
        for index in kept.indices {
            kept[index].definitions.removeAll { definition in
                !wanted.contains(definition.name) || definitions[definition.name] ?? 0 > 1
                    || !taken.insert(definition.name).inserted
            }
            if kept[index].definitions.isEmpty { kept[index].bitcode = [] }
        }
        self.init(records: kept)
    }

    private init(records: [BodyRecord]) {
        self.records = records
        for (index, record) in records.enumerated() {
            for definition in record.definitions { owners[definition.name] = index }
        }
    }

    private static func precedes(_ left: BodyRecord, _ right: BodyRecord) -> Bool {
        let (a, b) = (left.sources.first?.path ?? "", right.sources.first?.path ?? "")
        if a != b { return a < b }
        if left.compilation != right.compilation { return left.compilation < right.compilation }
        return left.bitcode.lexicographicallyPrecedes(right.bitcode)
    }

    /// True if there is nothing to import.
    public var isEmpty: Bool { owners.isEmpty }

    /// The number of functions that can be imported.
    public var functions: Int { owners.count }

    /// The index of the record that has a function's body.
    public func owner(of name: String) -> Int? { owners[name] }

    /// The record of a file that is compiled as it was when it was instrumented, or nil.
    public func record(of source: String, compilation: UInt64) -> BodyRecord? {
        records.first { $0.sources.first?.path == source && $0.compilation == compilation }
    }

    /// The bytes of the file.
    public func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.u32(Self.version)
        writer.u32(0)
        for record in records { writer.raw(record.encoded()) }
        return writer.bytes
    }

    /// Reads an archive; nil if the bytes are none. Damage loses what follows it.
    public init?(_ bytes: [UInt8]) {
        let header = Self.magic.count + 8
        guard bytes.count >= header, bytes.starts(with: Self.magic),
            bytes[Self.magic.count] == UInt8(Self.version)
        else { return nil }
        self.init(records: BodyRecord.records(in: bytes[header...]))
    }
}
