public import LLVM

/// Adds recorders whose cells all threads of the process share and the process itself reads; see
/// runtime/include/devirt/live.h.
public struct LiveRecorder {
    /// The symbol of the slow path, `devirt_live_record`.
    public static let symbol = "__devirt_live_record"

    /// The calls of a function that can be recorded, taken before other code is added.
    private let calls: [(ordinal: Int, call: CallInstruction)]

    /// How many sites the function has, recorded or not.
    public let siteCount: Int

    /// Finds the sites of `function`.
    public init(_ function: Function, in module: ModuleReference) {
        let sites = CallSiteFinder.sites(
            in: function, of: module, hasVirtualTables: false,
            functionObstacle: CallSiteFinder.obstacle(function))
        siteCount = sites.count
        // Marks are right also where a part of the function is missing.
        calls = sites.enumerated().compactMap { position, site in
            site.unrecordable == nil
                ? (LiveSite(site.call)?.ordinal ?? position, site.call) : nil
        }
    }

    /// Inserts the recorders.
    ///
    /// - Parameters:
    ///   - block: address of the block of sites.
    ///   - cells: address of its cells.
    ///   - first: the index of the function's first site in the block.
    public func insert(
        into module: ModuleReference, block: UInt64, cells: UInt64, first: Int
    ) {
        guard !calls.isEmpty else { return }
        let pointer = module.pointerType
        let inserter = RecorderInserter(
            module: module, owner: module.pointer(to: block),
            cells: .shared(module.pointer(to: cells)),
            record: module.runtimeFunction(
                Self.symbol, [pointer, pointer, pointer, module.integerType(bits: 32)]))
        for (ordinal, call) in calls {
            inserter.insert(before: call, recording: call.callee, cell: first + ordinal)
        }
    }
}
