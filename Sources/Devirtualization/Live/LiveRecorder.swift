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
    ///
    /// - Parameter isPart: it is a part of the function that was marked (`LiveSite.mark`): other calls
    ///   are not its sites, but what else was added to it.
    public init(_ function: Function, in module: ModuleReference, isPart: Bool = false) {
        let sites = CallSiteFinder.sites(
            in: function, of: module, hasVirtualTables: false,
            functionObstacle: CallSiteFinder.obstacle(function))
        siteCount = sites.count
        calls = sites.enumerated().compactMap { position, site in
            guard site.unrecordable == nil else { return nil }
            let ordinal = LiveSite(site.call)?.ordinal ?? (isPart ? nil : position)
            return ordinal.map { ($0, site.call) }
        }
    }

    /// What code refers to by its address, or by a symbol that stands for it.
    public enum Place: Sendable {
        /// The code is good for this process only.
        case address(UInt64)
        /// The code can be linked again.
        case symbol(String)

        fileprivate func value(in module: ModuleReference) -> Value {
            switch self {
            case .address(let address): module.pointer(to: address)
            case .symbol(let name): module.pointer(toSymbol: name)
            }
        }
    }

    /// Inserts the recorders.
    ///
    /// - Parameters:
    ///   - block: the block of sites.
    ///   - cells: its cells.
    ///   - first: the index of the function's first site in the block.
    public func insert(
        into module: ModuleReference, block: Place, cells: Place, first: Int
    ) {
        guard !calls.isEmpty else { return }
        let pointer = module.pointerType
        let inserter = RecorderInserter(
            module: module, owner: block.value(in: module),
            cells: .shared(cells.value(in: module)),
            record: module.runtimeFunction(
                Self.symbol, [pointer, pointer, pointer, module.integerType(bits: 32)]))
        for (ordinal, call) in calls {
            inserter.insert(before: call, recording: call.callee, cell: first + ordinal)
        }
    }
}
