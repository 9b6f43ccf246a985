internal import DevirtProfile
internal import LLVM

/// Counts the calls that guards do not catch, and those of sites that nothing is known about, and
/// reports when they are too many.
///
/// Before each such indirect call:
///
///     %left = add (load @misses[site]), -1, stored back
///     br (%left < 0), label %report, label %call              ; 1:2000, !devirt.missed
///     report: @misses[site] = 2^31 - 1; call @report(token, version, &@misses[site])
public struct MissWatch: Sendable {
    /// Of the branches that only run for calls that no guard caught.
    static let metadata = "devirt.missed"

    private let symbol: String
    private let token: UInt64
    private let version: Int
    private let limit: Int32

    /// Sites with fewer calls than this say nothing.
    private static let enoughCalls: UInt64 = 16
    /// Where many misses are expected, more than this share, so many times as many are allowed.
    private static let expectedShare = 0.2
    private static let expectedFactor: Int32 = 16

    /// - Parameters:
    ///   - symbol: the function to call, `void (i64 token, i32 version, ptr counter)`. It may set
    ///     the counter anew.
    ///   - limit: misses of a site before it reports.
    public init(symbol: String, token: UInt64, version: Int, limit: Int32) {
        self.symbol = symbol
        self.token = token
        self.version = version
        self.limit = limit
    }

    /// True if calls of the site are to be counted.
    static func isWatched(_ planned: PlannedSite) -> Bool {
        guard planned.site.unpromotable == nil else { return false }
        return !planned.promotions.isEmpty || planned.decision.summary.total < enoughCalls
    }

    func insert(at sites: [PlannedSite], in module: ModuleReference) {
        let watched = sites.filter(Self.isWatched)
        guard !watched.isEmpty else { return }
        let word = module.integerType(bits: 32)
        let cells = module.addGlobalVariable(
            named: "devirt.misses", type: module.arrayType(word, count: watched.count))
        cells.linkage = .internal
        cells.initializer = module.constant(
            arrayOf: word,
            watched.map { module.constant(UInt64(limit(of: $0.decision)), bits: 32) })
        let report = module.runtimeFunction(
            symbol, [module.integerType(bits: 64), word, module.pointerType])
        for (index, planned) in watched.enumerated() {
            let cell = module.address(of: cells, plus: index * MemoryLayout<Int32>.size)
            insert(before: planned.site.call, cell: cell, report: report, in: module)
        }
    }

    private func limit(of decision: Decision) -> Int32 {
        let expected = Double(decision.remaining) / Double(max(decision.summary.total, 1))
        let factor = expected > Self.expectedShare ? Self.expectedFactor : 1
        let (product, overflow) = limit.multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }

    private func insert(
        before call: CallInstruction, cell: Value, report: Function, in module: ModuleReference
    ) {
        let word = module.integerType(bits: 32)
        let head = call.instruction.block
        let rest = call.instruction.splitBlock(named: "devirt.fallback")
        let due = head.function.appendBlock(named: "devirt.missed")
        head.terminator?.erase()
        let builder = Builder(before: call.instruction)
        builder.move(toEndOf: head)
        let left = builder.add(
            builder.load(word, from: cell).value, module.constant(UInt64(UInt32.max), bits: 32))
        builder.store(left, to: cell)
        let branch = builder.branch(
            if: builder.less(left, module.constant(0, bits: 32)), then: due, else: rest)
        branch.setMetadata("prof", module.branchWeights(1, 2000))
        branch.setMetadata(Self.metadata, module.metadata(node: []))
        builder.move(toEndOf: due)
        builder.store(module.constant(UInt64(Int32.max), bits: 32), to: cell)
        let notice = builder.call(
            report,
            [module.constant(token, bits: 64), module.constant(UInt64(version), bits: 32), cell])
        notice.addAttribute("cold")
        notice.addAttribute("nounwind")
        builder.branch(to: rest)
    }
}
