/// The payload of a `HEAT` section: the functions that a JIT found hot.
enum HeatCoding {
    static func payload(of heat: [FunctionHeat]) -> [UInt8] {
        var pool = StringPool()
        for function in heat { _ = pool.index(of: function.key.name) }
        pool.sort()
        var writer = ByteWriter()
        pool.write(to: &writer)
        writer.count(heat.count)
        for function in heat {
            writer.u32(pool.index(of: function.key.name))
            writer.u64(function.key.hash)
            writer.u8(function.key.point.rawValue)
            writer.u64(function.entries)
            writer.count(function.loops.count)
            for loop in function.loops {
                writer.u32(loop.number)
                writer.u64(loop.iterations)
            }
        }
        return writer.bytes
    }

    /// Takes a payload, which must be in canonical order.
    static func read(
        from reader: inout ByteReader, sharing names: inout LongNames
    ) throws(MalformedPayload) -> [FunctionHeat] {
        let strings = try StringTable(from: &reader, ascending: true, sharing: &names)
        let count = try reader.count("hot function count", eachAtLeast: 25)
        var result: [FunctionHeat] = []
        result.reserveCapacity(count)
        var keys = KeyReader(strings, "hot function")
        for _ in 0..<count {
            let key = try keys.next(from: &reader)
            let entries = try reader.u64("entries")
            result.append(
                FunctionHeat(key, entries: entries, canonical: try loops(from: &reader)))
        }
        try reader.finish()
        return result
    }

    private static func loops(
        from reader: inout ByteReader
    ) throws(MalformedPayload) -> [FunctionHeat.Loop] {
        let count = try reader.count("loop count", eachAtLeast: 12)
        var loops: [FunctionHeat.Loop] = []
        loops.reserveCapacity(count)
        for _ in 0..<count {
            let start = reader.position
            let number = try reader.u32("loop")
            if let last = loops.last, number <= last.number {
                throw MalformedPayload(offset: start, field: "loop", reason: .outOfOrder)
            }
            loops.append(.init(number: number, iterations: try reader.u64("iterations")))
        }
        return loops
    }
}
