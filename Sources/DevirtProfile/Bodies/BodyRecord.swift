/// The bitcode of a source file, kept in the objects of instrumented programs, so that other files
/// can inline its functions; see `Docs/Formats.md`.
public struct BodyRecord: Hashable, Sendable {
    /// A file that the bitcode was made from.
    public struct Source: Hashable, Sendable {
        /// Absolute path.
        public var path: String
        /// Digest of its contents.
        public var digest: UInt64

        /// A file with these contents.
        public init(path: String, digest: UInt64) {
            self.path = path
            self.digest = digest
        }
    }

    /// A function that may be imported.
    public struct Definition: Hashable, Sendable {
        /// Who else may define the name.
        public enum Kind: UInt8, Sendable {
            /// Nobody in the same program.
            case strong = 0
            /// Anybody, and all alike.
            case odr = 1
            /// Nobody else sees it.
            case local = 2
        }

        /// Linkage name; `file;name` for local linkage.
        public var name: String
        /// Who else may define it.
        public var kind: Kind

        /// The definition of `name`.
        public init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// The section of object files.
    public static let section = "devirt_bodies"

    /// The file that was compiled, the first, and all that it includes.
    public var sources: [Source]
    /// Identifies the compiler options that decide what the code means.
    public var compilation: UInt64
    /// The functions it defines.
    public var definitions: [Definition]
    /// The module at the point of instrumentation.
    public var bitcode: [UInt8]

    /// A record of a file.
    public init(
        sources: [Source], compilation: UInt64, definitions: [Definition], bitcode: [UInt8]
    ) {
        self.sources = sources
        self.compilation = compilation
        self.definitions = definitions
        self.bitcode = bitcode
    }

    /// Tells apart what the file may be compiled to: its options and the contents of all its sources.
    public var identity: UInt64 {
        Self.identity(sources: sources, compilation: compilation)
    }

    /// The identity of a file that was compiled from these, the first being the file itself.
    ///
    /// Where the others are does not matter: builds have generated headers in directories of their
    /// own.
    public static func identity(sources: [Source], compilation: UInt64) -> UInt64 {
        var writer = ByteWriter()
        writer.u64(compilation)
        for digest in sources.prefix(1).map(\.digest) { writer.u64(digest) }
        for digest in sources.dropFirst().map(\.digest).sorted() { writer.u64(digest) }
        return FNV1a.hash(writer.bytes)
    }

    /// `DVRBODY1`
    static let magic: UInt64 = 0x3159_444F_4252_5644

    /// The bytes of the section, a multiple of eight.
    public func encoded() -> [UInt8] {
        var payload = ByteWriter()
        encode(into: &payload)
        var writer = ByteWriter()
        writer.u64(Self.magic)
        writer.u64(UInt64(payload.bytes.count))
        writer.u32(CRC32.checksum(payload.bytes))
        writer.u32(0)
        writer.raw(payload.bytes)
        while writer.bytes.count % 8 != 0 { writer.u8(0) }
        return writer.bytes
    }

    private func encode(into writer: inout ByteWriter) {
        writer.u64(compilation)
        writer.count(sources.count)
        for source in sources {
            writer.text(source.path)
            writer.u64(source.digest)
        }
        writer.count(definitions.count)
        for definition in definitions {
            writer.text(definition.name)
            writer.u8(definition.kind.rawValue)
        }
        writer.count(bitcode.count)
        writer.raw(bitcode)
    }

    init(from reader: inout ByteReader) throws(MalformedPayload) {
        compilation = try reader.u64("options")
        sources = []
        for _ in 0..<(try reader.count("source count", eachAtLeast: 12)) {
            let path = try reader.text("source", repairing: true)
            sources.append(Source(path: path, digest: try reader.u64("digest")))
        }
        definitions = []
        for _ in 0..<(try reader.count("definition count", eachAtLeast: 5)) {
            let name = try reader.text("definition", repairing: true)
            let code = try reader.u8("kind")
            guard let kind = Definition.Kind(rawValue: code) else {
                throw reader.malformed("kind", .badValue(UInt64(code)))
            }
            definitions.append(Definition(name: name, kind: kind))
        }
        bitcode = try reader.bytes("bitcode")
        try reader.finish()
    }

    /// The records of a section, as linkers concatenate them. Damage ends it.
    static func records(in bytes: ArraySlice<UInt8>) -> [BodyRecord] {
        var records: [BodyRecord] = []
        // Aligned from its start on.
        var reader = ByteReader(Array(bytes))
        // Linkers pad.
        while reader.remaining >= 24 {
            guard let magic = try? reader.u64("magic"), magic == Self.magic || magic == 0 else {
                break
            }
            guard magic != 0 else { continue }
            guard let record = try? Self.next(&reader) else { break }
            records.append(record)
        }
        return records
    }

    private static func next(_ reader: inout ByteReader) throws(MalformedPayload) -> BodyRecord {
        let length = try reader.u64("length")
        let checksum = try reader.u32("checksum")
        _ = try reader.u32("padding")
        var payload = try reader.slice("payload", length: length)
        guard payload.checksum == checksum else {
            throw reader.malformed("payload", .badValue(UInt64(checksum)))
        }
        reader.align(to: 8)
        return try BodyRecord(from: &payload)
    }
}
