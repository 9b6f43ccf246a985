internal import DevirtProfile
internal import DevirtRuntime
internal import Devirtualization
internal import Foundation
internal import LLVM

/// What the sites of a module's quick code record, in memory that code and optimizers share.
final class LiveSites: @unchecked Sendable {
    /// Where the cells of a function's sites are.
    struct Place {
        let block: OpaquePointer
        /// Index of the first site in the block.
        let first: Int
        let count: Int
    }

    /// A target of a site: `count - error` to `count` calls went to `address`.
    struct Target {
        let address: UInt64
        let count: UInt64
        let error: UInt64
    }

    /// What a site recorded.
    struct Summary {
        let calls: UInt64
        let estimated: UInt64
        let samples: UInt64
        let floor: UInt64
        let order: TargetOrder
        let targets: [Target]
    }

    // These belong to the lock; sites have locks of their own.
    private let lock = NSLock()
    private var blocks: [OpaquePointer] = []
    /// Sites of the last block that are given out, and left.
    private var used = 0
    private var left = 0
    private var places: [Int: Place] = [:]
    /// What functions recorded before they recorded anew.
    private var past: [Int: [[Summary]]] = [:]
    private static let blockSize = 1024

    deinit { blocks.forEach(devirt_live_destroy) }

    /// Where the sites of a function are, of which there are `count`; nil if the system has no
    /// memory.
    func place(of function: Int, count: Int) -> Place? {
        lock.lock()
        defer { lock.unlock() }
        if let known = places[function] { return known }
        if left < count {
            let size = max(count, Self.blockSize)
            guard let block = devirt_live_create(UInt32(size)) else { return nil }
            blocks.append(block)
            (used, left) = (0, size)
        }
        guard let block = blocks.last else { return nil }
        let place = Place(block: block, first: used, count: count)
        places[function] = place
        used += count
        left -= count
        return place
    }

    /// The same in a block of its own, which `prepare` gets when it is made.
    func placeAlone(
        of function: Int, count: Int, prepare: (Place) throws(LLVMError) -> Void
    ) throws(LLVMError) -> Place? {
        lock.lock()
        defer { lock.unlock() }
        if let known = places[function] { return known }
        guard let block = devirt_live_create(UInt32(count)) else { return nil }
        blocks.append(block)
        let place = Place(block: block, first: 0, count: count)
        try prepare(place)
        places[function] = place
        return place
    }

    /// How many sites of a function record.
    func count(of function: Int) -> Int { place(of: function)?.count ?? 0 }

    /// What a site recorded so far; nil if its function does not record.
    func read(_ site: LiveSite) -> Summary? {
        guard let place = place(of: site.function), site.ordinal < place.count else { return nil }
        return Self.read(site.ordinal, at: place)
    }

    /// What the sites of a function recorded, one list for each time that it recorded, the last one
    /// still going on; nil if it does not record.
    func periods(of function: Int) -> [[Summary]]? {
        guard let place = place(of: function) else { return nil }
        let now = (0..<place.count).map { Self.read($0, at: place) }
        lock.lock()
        defer { lock.unlock() }
        return past[function, default: []] + [now]
    }

    /// What a site recorded before its function recorded anew, the oldest first.
    func earlier(_ site: LiveSite) -> [Summary] {
        lock.lock()
        defer { lock.unlock() }
        return past[site.function, default: []].compactMap { period in
            period.indices.contains(site.ordinal) ? period[site.ordinal] : nil
        }
    }

    private static func read(_ ordinal: Int, at place: Place) -> Summary {
        var raw = devirt_live_summary()
        devirt_live_read(place.block, UInt32(place.first + ordinal), &raw)
        let targets = withUnsafeBytes(of: raw.targets) { bytes in
            bytes.bindMemory(to: devirt_live_target.self).prefix(Int(raw.used)).map { target in
                Target(
                    address: UInt64(UInt(bitPattern: target.value)), count: target.count,
                    error: target.error)
            }
        }
        return Summary(
            calls: raw.calls, estimated: raw.estimated, samples: raw.samples, floor: raw.floor,
            order: TargetOrder(pairs: raw.pairs, repeats: raw.repeats), targets: targets)
    }

    /// Makes the sites of a function start anew.
    func reset(function: Int) {
        guard let place = place(of: function) else { return }
        let before = (0..<place.count).map { Self.read($0, at: place) }
        lock.lock()
        past[function, default: []].append(before)
        lock.unlock()
        for index in place.first..<place.first + place.count {
            devirt_live_reset(place.block, UInt32(index))
        }
    }

    /// Makes the sites of functions that called something of `units` start anew, as if they had never
    /// been called.
    func forgetTargets(in units: ProgramUnits) {
        lock.lock()
        let functions = places.keys.sorted()
        lock.unlock()
        for function in functions {
            let summaries = (periods(of: function) ?? []).flatMap { $0 }
            let calls = summaries.contains { summary in
                summary.targets.contains { units.function(at: $0.address) != nil }
            }
            guard calls else { continue }
            reset(function: function)
            lock.lock()
            past[function] = nil
            lock.unlock()
        }
    }

    private func place(of function: Int) -> Place? {
        lock.lock()
        defer { lock.unlock() }
        return places[function]
    }

    /// The slow path that recorders call, and its symbol.
    static var entry: (name: String, address: UInt64) {
        typealias Record =
            @convention(c) (
                UnsafeRawPointer?, UnsafeMutablePointer<devirt_cell>?, OpaquePointer?, UInt32
            ) -> Void
        let record: Record = devirt_live_record
        return (LiveRecorder.symbol, UInt64(unsafeBitCast(record, to: UInt.self)))
    }
}

extension LiveSites.Place {
    /// The address of the block, for code.
    var blockAddress: UInt64 { UInt64(UInt(bitPattern: block)) }

    /// The address of the block's cells, for code.
    var cellsAddress: UInt64 { UInt64(UInt(bitPattern: devirt_live_cells(block))) }
}
