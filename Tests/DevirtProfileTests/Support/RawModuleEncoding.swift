@testable import DevirtProfile

/// What the C runtime does: raw profiles for tests to read.
extension RawModule {
    var encoded: [UInt8] {
        var pool = StringPool()
        var records = ByteWriter()
        records.count(summaries.count)
        for (cell, summary) in summaries.sorted(by: { $0.key < $1.key }) {
            records.u32(cell)
            for number in [
                summary.total, summary.estimated, summary.samples, summary.floor,
                summary.order.pairs, summary.order.repeats,
            ] {
                records.u64(number)
            }
            records.count(summary.entries.count)
            for entry in summary.entries {
                records.u32(pool.index(of: entry.target.name))
                records.u32(pool.index(of: entry.target.object))
                records.u32(pool.index(of: entry.target.vtable))
                records.u32(entry.target.vtableOffset)
                records.u64(entry.count)
                records.u64(entry.error)
            }
        }
        let tableBytes = table.encoded()
        var writer = ByteWriter()
        writer.u64(signature)
        writer.u32(0)
        writer.u32(processes)
        writer.count(tableBytes.count)
        writer.raw(tableBytes)
        pool.write(to: &writer)
        writer.raw(records.bytes)
        return writer.bytes
    }

    static func file(_ modules: [RawModule]) -> [UInt8] {
        var container = ContainerWriter(kind: .raw)
        for module in modules {
            container.section(.module, module.encoded)
        }
        return container.finish()
    }
}

extension SeededGenerator {
    mutating func module() -> RawModule {
        let table = table()
        var summaries: [UInt32: SiteSummary] = [:]
        for cell in table.functions.flatMap(\.sites).compactMap(\.cell) where !oneIn(4) {
            summaries[cell] = summary()
        }
        return RawModule(
            signature: table.signature, processes: UInt32(1 + below(3)), table: table,
            summaries: summaries)
    }
}
