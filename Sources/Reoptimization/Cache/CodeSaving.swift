internal import Devirtualization
internal import LLVM

/// Keeping code for later runs.
extension Engine {
    /// True if objects are kept: nothing but the JIT itself may have had a hand in them.
    var savesCode: Bool { policy.savesCode && canReuseCode }

    private var canReuseCode: Bool {
        let counts = policy.hotEntries != nil || policy.hotIterations != nil
        return counts && !isFinal && layers.onDemand != nil && layers.inside.isEmpty
            && layers.outside.isEmpty && layers.whole.isEmpty
    }

    /// True if code must be good for other processes, too: without addresses of this one.
    var isRelocatable: Bool { savesCode || isGivenCode.withLock { $0 } }

    /// Takes code of a former run; before modules are added.
    func give(_ file: CodeFile) {
        guard canReuseCode else { return }
        given.withLock { $0 = file }
        isGivenCode.withLock { $0 = true }
    }

    /// What code depends on; nil: not known.
    private var codeIdentity: CodeFile.Identity? {
        guard let build = Digest.ofBuild else { return nil }
        var modules: [String] = []
        for units in units {
            guard let digest = units.digest else { return nil }
            modules.append("\(units.slot) \(digest) \(units.names.count) \(units.stubs.shape)")
        }
        let policy = policy
        let options = [
            "\(policy.hotEntries ?? -1)", "\(policy.hotIterations ?? -1)",
            "\(policy.optimizationLevel)", "\(policy.missLimit ?? -1)", "\(policy.bindsCalls)",
            policy.promotion.map { "\($0)" } ?? "-", "\(layers.onDemand?.batchSize ?? -1)",
            "\(stubKind)", "\(keepsLineTables)",
        ]
        return [
            ("made by another build of devirt or LLVM", "\(build) \(LLVMVersion.linked)"),
            ("made for another CPU", "\(HostCPU.name) \(HostCPU.features)"),
            ("made with other options", options.joined(separator: ", ")),
            ("the program has changed", modules.joined(separator: ", ")),
        ]
    }

    /// Why code does not fit; nil: it does.
    func codeMismatch(_ identity: CodeFile.Identity) -> String? {
        guard let own = codeIdentity, own.count == identity.count else {
            return "its origin is not known"
        }
        return zip(own, identity).first { $0 != $1 }?.0.subject
    }

    /// The code of this run, and of former ones where that was not replaced; nil: none is kept.
    func savedCode() -> CodeFile? {
        guard savesCode, let identity = codeIdentity else { return nil }
        let live = store.records
        let taken = Set(live.filter { $0.loop == nil && $0.isReachable }.map(\.function))
        let loops = Set(live.filter { $0.loop != nil }.map(LoopOf.init))
        let rest = (codeCache?.rest ?? []).filter { record in
            if record.kind == .quick { return true }
            return record.loop == nil
                ? !taken.contains(record.function) || !record.isReachable
                : !loops.contains(LoopOf(record))
        }
        let records = closed(kept.withLock { $0 } + live + rest)
        return CodeFile(identity: identity, records: records.sorted { $0.order < $1.order })
    }

    private struct LoopOf: Hashable {
        let function: ProgramFunction
        let loop: Int?

        init(_ record: CodeRecord) {
            function = record.function
            loop = record.loop
        }
    }

    /// The records whose callees are all there, and versions only if they are called.
    private func closed(_ records: [CodeRecord]) -> [CodeRecord] {
        var records = records
        while true {
            let versions = Set(records.filter { $0.kind != .quick && $0.loop == nil }.map(\.key))
            let called = Set(records.flatMap(\.callees))
            let left = records.filter { record in
                record.callees.allSatisfy(versions.contains)
                    && (record.isReachable || called.contains(record.key))
            }
            if left.count == records.count { return records }
            records = left
        }
    }

    /// What is kept of quick code that is compiled.
    func keepQuick(
        _ object: borrowing ObjectCode, _ unit: CompilationUnit, of units: ProgramUnits,
        obstacle: String?
    ) {
        let functions = unit.bodies.compactMap { units.index(of: $0.function) }.map { index in
            CodeRecord.Function(
                index: index, size: units.versions.size(index),
                siteCount: units.sites.count(of: index), loops: units.loops.shape(of: index))
        }
        let record = CodeRecord(
            kind: .quick, slot: units.slot, functions: functions, obstacle: obstacle,
            object: object.bytes[...])
        kept.withLock { $0.append(record) }
    }

    /// What is kept of a version.
    func record(
        of object: borrowing ObjectCode, _ unit: CompilationUnit, of units: ProgramUnits,
        loop: Int?, callees: [CodeVersion], counters: [LoopEntries.Counters], isPermanent: Bool,
        obstacle: String?
    ) -> CodeRecord? {
        guard savesCode, unit.version > 0, !unit.isQuick,
            let index = units.index(of: unit.bodies[0].function)
        else { return nil }
        return CodeRecord(
            kind: unit.isGuarded ? .guarded : .optimized, slot: units.slot,
            functions: [.init(index: index, size: units.versions.size(index))],
            version: unit.version, loop: loop, guards: unit.watchedFunctions,
            guardCount: unit.liveDecisions.reduce(0) { $0 + $1.decision.promoted.count },
            inlinedCount: unit.liveDecisions.reduce(0) {
                $0 + $1.decision.promoted.count(where: \.isInlined)
            },
            callees: callees.map(\.key).sorted { ($0.slot, $0.function) < ($1.slot, $1.function) },
            watchedLoops: counters.first?.count ?? 0, isPermanent: isPermanent,
            obstacle: obstacle, object: object.bytes[...])
    }
}

extension CodeRecord {
    /// Files are the same for the same code.
    fileprivate var order: (UInt32, Int, Int, Int) {
        (slot, function.index, version, loop ?? -1)
    }
}

extension CompilationUnit {
    /// The functions whose calls are counted where guards do not catch them.
    var watchedFunctions: [ProgramFunction] {
        var seen: Set<ProgramFunction> = []
        return liveDecisions.filter(\.isWatched).map {
            ProgramFunction(slot: UInt32($0.site.module), index: $0.site.function)
        }.filter { seen.insert($0).inserted }
    }
}
