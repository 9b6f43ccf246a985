extension SiteTable {
    /// The bytes of the table as instrumented programs carry them; see `Docs/Formats.md`.
    ///
    /// Equal tables give equal bytes: strings are numbered as they are first met.
    ///
    /// - Complexity: O(n) for n sites.
    public func encoded() -> [UInt8] {
        var pool = StringPool()
        var body = ByteWriter()
        body.count(functions.count)
        for function in functions {
            body.u32(pool.index(of: function.key.name))
            body.u64(function.key.hash)
            body.u8(function.key.point.rawValue)
            body.u32(pool.index(of: function.location.file))
            body.u32(function.location.line)
            body.count(function.sites.count)
            for site in function.sites {
                body.u32(site.identity.ordinal)
                body.u32(site.cell ?? .max)
                body.u8(site.identity.kind.rawValue)
                body.u32(pool.index(of: site.identity.location.file))
                body.u32(site.identity.location.line)
                body.u32(site.identity.location.column)
                body.u32(pool.index(of: site.identity.calleeType))
            }
        }
        var writer = ByteWriter()
        pool.write(to: &writer)
        writer.raw(body.bytes)
        return writer.bytes
    }

    /// Identifies the table: 64-bit FNV-1a of `encoded()`.
    ///
    /// - Complexity: O(n) for n sites; nothing is kept.
    public var signature: UInt64 {
        Self.signature(ofEncoded: encoded())
    }

    /// The signature of a table already encoded.
    public static func signature(ofEncoded bytes: [UInt8]) -> UInt64 {
        FNV1a.hash(bytes)
    }

    /// Reads the bytes of a table.
    ///
    /// - Throws: `MalformedPayload` when they are not exactly a table.
    public init(decoding bytes: [UInt8]) throws(MalformedPayload) {
        var reader = ByteReader(bytes)
        var names = LongNames()
        try self.init(from: &reader, sharing: &names)
        try reader.finish()
    }

    init(
        from reader: inout ByteReader, sharing names: inout LongNames
    ) throws(MalformedPayload) {
        let strings = try StringTable(from: &reader, sharing: &names)
        let count = try reader.count("function count", eachAtLeast: 25)
        self.init()
        functions.reserveCapacity(count)
        for _ in 0..<count {
            functions.append(try SiteTableFunction(from: &reader, strings))
        }
    }
}

extension SiteTableFunction {
    fileprivate init(
        from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) {
        let name = try strings.required("function name", from: &reader)
        let hash = try reader.u64("function hash")
        let point = try InstrumentationPoint(from: &reader)
        let file = try strings.optional("function file", from: &reader)
        let line = try reader.u32("function line")
        let count = try reader.count("site count", eachAtLeast: 25)
        self.init(FunctionKey(name: name, hash: hash, point: point), file: file, line: line)
        sites.reserveCapacity(count)
        for _ in 0..<count {
            sites.append(try SiteTableSite(from: &reader, strings))
        }
    }
}

extension SiteTableSite {
    fileprivate init(
        from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) {
        let ordinal = try reader.u32("site ordinal")
        let cell = try reader.u32("site cell")
        let kind = SiteKind(rawValue: try reader.u8("site kind"))
        let file = try strings.optional("site file", from: &reader)
        let line = try reader.u32("site line")
        let column = try reader.u32("site column")
        let type = try strings.required("site type", from: &reader)
        self.init(
            SiteIdentity(
                ordinal: ordinal, kind: kind, calleeType: type,
                location: SourceLocation(file: file, line: line, column: column)),
            cell: cell)
    }
}

extension InstrumentationPoint {
    /// Takes the byte of a point.
    init(from reader: inout ByteReader) throws(MalformedPayload) {
        let start = reader.position
        let code = try reader.u8("instrumentation point")
        guard let point = InstrumentationPoint(rawValue: code) else {
            throw MalformedPayload(
                offset: start, field: "instrumentation point", reason: .badValue(UInt64(code)))
        }
        self = point
    }
}
