/// A `MODL` section: what one or more processes recorded of one module.
struct RawModule: Hashable {
    /// Identifies the site table.
    var signature: UInt64
    /// How many dumps were added together.
    var processes: UInt32
    /// The module's call sites.
    var table: SiteTable
    /// What was recorded, by cell.
    var summaries: [UInt32: SiteSummary]

    /// The module's part of a profile.
    var profile: Profile {
        Profile(table: table, summaries: summaries, runs: processes)
    }
}

extension RawModule {
    /// Takes the payload of a section.
    ///
    /// Names of targets come from the dynamic linker and need not be UTF-8; they are repaired.
    /// Two addresses may have one name, and then their counts are added.
    init(
        from reader: inout ByteReader, sharing names: inout LongNames
    ) throws(MalformedPayload) {
        signature = try reader.u64("signature")
        let flags = try reader.u32("flags")
        guard flags == 0 else {
            throw MalformedPayload(
                offset: reader.position - 4, field: "flags", reason: .badValue(UInt64(flags)))
        }
        processes = try reader.u32("process count")
        var tableReader = try reader.slice("site table size")
        table = try SiteTable(from: &tableReader, sharing: &names)
        try tableReader.finish()
        let cells = try Self.cells(of: table, at: tableReader)
        let strings = try StringTable(from: &reader, repairing: true, sharing: &names)
        summaries = try Self.records(from: &reader, strings, cells: cells)
        try reader.finish()
    }

    /// The cells of the recorded sites; each belongs to one site.
    private static func cells(
        of table: SiteTable, at reader: ByteReader
    ) throws(MalformedPayload) -> Set<UInt32> {
        var cells: Set<UInt32> = []
        for function in table.functions {
            for case let cell? in function.sites.lazy.map(\.cell) {
                guard cells.insert(cell).inserted else {
                    throw reader.malformed("site cell \(cell)", .outOfOrder)
                }
            }
        }
        return cells
    }

    private static func records(
        from reader: inout ByteReader, _ strings: StringTable, cells: Set<UInt32>
    ) throws(MalformedPayload) -> [UInt32: SiteSummary] {
        let count = try reader.count("record count", eachAtLeast: 40)
        var summaries: [UInt32: SiteSummary] = [:]
        summaries.reserveCapacity(count)
        var previous: UInt32?
        for _ in 0..<count {
            let start = reader.position
            let cell = try reader.u32("record cell")
            if let previous, cell <= previous {
                throw MalformedPayload(offset: start, field: "record", reason: .outOfOrder)
            }
            guard cells.contains(cell) else {
                throw MalformedPayload(
                    offset: start, field: "record cell", reason: .badValue(UInt64(cell)))
            }
            previous = cell
            summaries[cell] = try summary(from: &reader, strings)
        }
        return summaries
    }

    private static func summary(
        from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) -> SiteSummary {
        let total = try reader.u64("total")
        let estimated = try reader.u64("estimated")
        let samples = try reader.u64("samples")
        let floor = try reader.u64("floor")
        let order = try TargetOrder(from: &reader)
        let count = try reader.count("entry count", eachAtLeast: 32)
        var entries: [TargetCount] = []
        entries.reserveCapacity(count)
        for _ in 0..<count {
            let target = Target(
                name: try strings.required("target name", from: &reader),
                object: try strings.optional("target object", from: &reader),
                vtable: try strings.optional("target vtable", from: &reader),
                vtableOffset: try reader.u32("vtable offset"))
            entries.append(try TargetCount(target, from: &reader))
        }
        return SiteSummary(
            total: total, estimated: estimated, samples: samples, floor: floor, order: order,
            entries: entries)
    }
}

extension TargetOrder {
    /// Takes what a file of its version says, which is nothing in the first one.
    init(from reader: inout ByteReader) throws(MalformedPayload) {
        guard reader.version > 1 else {
            self = .unknown
            return
        }
        let pairs = try reader.u64("pairs")
        let repeats = try reader.u64("repeats")
        guard repeats <= pairs else {
            throw MalformedPayload(
                offset: reader.position - 8, field: "repeats", reason: .badValue(repeats))
        }
        self.init(pairs: pairs, repeats: repeats)
    }
}

extension TargetCount {
    /// Takes a count and its error.
    init(_ target: Target, from reader: inout ByteReader) throws(MalformedPayload) {
        let count = try reader.u64("count")
        let error = try reader.u64("error")
        guard error <= count else {
            throw MalformedPayload(
                offset: reader.position - 8, field: "error", reason: .badValue(error))
        }
        self.init(target: target, count: count, error: error)
    }
}
