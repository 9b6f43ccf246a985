extension Profile {
    /// Takes the payload of a `PROF` section, which must be in canonical order.
    init(
        from reader: inout ByteReader, sharing names: inout LongNames
    ) throws(MalformedPayload) {
        let strings = try StringTable(from: &reader, ascending: true, sharing: &names)
        let runs = try reader.u32("run count")
        let count = try reader.count("function count", eachAtLeast: 25)
        var functions: [FunctionProfile] = []
        functions.reserveCapacity(count)
        var keys = KeyReader(strings, "function")
        for _ in 0..<count {
            let key = try keys.next(from: &reader)
            functions.append(try FunctionProfile(key, from: &reader, strings))
        }
        try reader.finish()
        self.init(runs: runs, canonical: functions)
    }
}

extension FunctionProfile {
    fileprivate init(
        _ key: FunctionKey, from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) {
        let file = try strings.optional("function file", from: &reader)
        let line = try reader.u32("function line")
        let count = try reader.count("site count", eachAtLeast: 58)
        var sites: [SiteProfile] = []
        sites.reserveCapacity(count)
        var previous: (UInt32, UInt8, UInt32, UInt32, UInt32, UInt32)?
        for _ in 0..<count {
            let start = reader.position
            let ordinal = try reader.u32("site ordinal")
            let kind = try reader.u8("site kind")
            let fileIndex = try reader.u32("site file")
            let siteFile = try strings.optional(index: fileIndex, "site file", at: reader)
            let line = try reader.u32("site line")
            let column = try reader.u32("site column")
            let type = try reader.u32("site type")
            let order = (ordinal, kind, type, fileIndex, line, column)
            if let previous, order <= previous {
                throw MalformedPayload(offset: start, field: "site", reason: .outOfOrder)
            }
            previous = order
            let identity = SiteIdentity(
                ordinal: ordinal, kind: SiteKind(rawValue: kind),
                calleeType: try strings.required(index: type, "site type", at: reader),
                location: SourceLocation(file: siteFile, line: line, column: column))
            sites.append(try SiteProfile(identity, from: &reader, strings))
        }
        self.init(key, file: file, line: line, canonical: sites)
    }
}

extension SiteProfile {
    fileprivate init(
        _ identity: SiteIdentity, from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) {
        let recorded = try reader.u8("recorded flag")
        guard recorded <= 1 else {
            throw MalformedPayload(
                offset: reader.position - 1, field: "recorded flag",
                reason: .badValue(UInt64(recorded)))
        }
        let summary = try SiteSummary(from: &reader, strings)
        self.init(identity, recorded: recorded == 1, summary: summary)
    }
}

extension SiteSummary {
    fileprivate init(
        from reader: inout ByteReader, _ strings: StringTable
    ) throws(MalformedPayload) {
        let total = try reader.u64("total")
        let estimated = try reader.u64("estimated")
        let samples = try reader.u64("samples")
        let floor = try reader.u64("floor")
        let order = try TargetOrder(from: &reader)
        let count = try reader.count("entry count", eachAtLeast: 32)
        var entries: [TargetCount] = []
        entries.reserveCapacity(count)
        var targets = TargetSet()
        var previous: (UInt64, UInt32, UInt32, UInt32, UInt32)?
        for _ in 0..<count {
            let start = reader.position
            let name = try reader.u32("target name")
            let object = try reader.u32("target object")
            let vtable = try reader.u32("target vtable")
            let offset = try reader.u32("vtable offset")
            let target = Target(
                name: try strings.required(index: name, "target name", at: reader),
                object: try strings.optional(index: object, "target object", at: reader),
                vtable: try strings.optional(index: vtable, "target vtable", at: reader),
                vtableOffset: offset)
            let entry = try TargetCount(target, from: &reader)
            let order = (~entry.count, name, object, vtable, offset)
            let isNew = targets.insert(SIMD4(name, object, vtable, offset))
            guard isNew, previous.map({ $0 < order }) ?? true else {
                throw MalformedPayload(offset: start, field: "entry", reason: .outOfOrder)
            }
            previous = order
            entries.append(entry)
        }
        self.init(
            total: total, estimated: estimated, samples: samples, floor: floor, order: order,
            canonical: entries)
    }
}

/// The targets of a site seen so far, by their numbers in the file. The order of entries alone does
/// not show a target that is there twice, because counts come first in it.
private struct TargetSet {
    private var few: [SIMD4<UInt32>] = []
    private var many: Set<SIMD4<UInt32>> = []

    /// Adds a target; false if it is there already.
    mutating func insert(_ target: SIMD4<UInt32>) -> Bool {
        guard many.isEmpty else {
            return many.insert(target).inserted
        }
        guard !few.contains(target) else {
            return false
        }
        few.append(target)
        if few.count > 16 {
            many = Set(few)
        }
        return true
    }
}
