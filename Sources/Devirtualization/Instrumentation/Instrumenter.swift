public import DevirtProfile
public import LLVM

/// Adds a target recorder to every indirect call of a module.
///
/// Before:
///
///     %callee = load ptr, ptr %slot
///     %result = call i32 %callee(ptr %object)
///
/// After, with one thread-local cell for each site (see runtime/include/devirt/abi.h):
///
///     %cell = getelementptr i8, ptr @__devirt_cells, i64 <24 * site>      ; this thread's
///     %target = load ptr, ptr %cell
///     br (icmp eq ptr %callee, %target), label %hit, label %miss          ; 2000:1
///     hit:  cell.hits += 1                                                -> call
///     miss: cell.countdown -= 1; br (< 0), label %slow, label %call       ; 1:64
///     slow: call preserve_mostcc @__devirt_record(%callee, %cell, @__devirt_module, site)
///     call: %result = call i32 %callee(ptr %object)
///
/// The call itself stays as it is, so this is legal at every kind of call. Thread-local cells need
/// no atomic operations and share no cache lines.
public struct Instrumenter {
    /// What was done to a module.
    public struct Result: Sendable {
        /// Sites that record.
        public let recorded: Int
        /// Sites that do not, with the reason, in module order.
        public let skipped: [(function: String, site: SiteIdentity, reason: Refusal)]
        /// Functions with at least one site.
        public let functions: Int
    }

    /// `DEVIRT_ABI_VERSION` of the runtime that instrumented modules need.
    public static let runtimeABI = 1

    private let options: InstrumentationOptions

    /// An instrumenter with these options.
    public init(options: InstrumentationOptions) {
        self.options = options
    }

    /// Rewrites `module`. O(size of the module).
    ///
    /// - Throws: `alreadyInstrumented`, `unsupportedTarget`, `brokenByLLVM`; the module is then unchanged.
    public func instrument(
        _ module: ModuleReference
    ) throws(DevirtualizationError) -> Result {
        guard module.globalVariable(named: RuntimeNames.module) == nil else {
            throw .alreadyInstrumented(module: module.identifier)
        }
        // The layouts of the runtime are written for such targets.
        guard module.pointerSize == 8 else {
            throw .unsupportedTarget(module: module.identifier, triple: module.targetTriple)
        }
        try module.checkCompilable()
        // All identities are taken before the first change.
        let functions = CallSiteFinder.sites(in: module, at: options.point)
        let layout = SiteLayout(functions)
        let recordsTables = layout.recorded.map { recordsTable(of: $0) }

        let descriptor = RuntimeDescriptor(
            of: layout, in: module, options: options,
            slots: zip(layout.recorded, recordsTables).map { site, recordsTable in
                recordsTable ? site.virtualTable?.offset : nil
            })
        if let cells = descriptor.cells {
            let inserter = RecorderInserter(
                module: module, owner: descriptor.module.value, cells: .threadLocal(cells),
                record: module.recorderFunction)
            for (index, site) in layout.recorded.enumerated() {
                let table = recordsTables[index] ? site.virtualTable?.table : nil
                inserter.insert(
                    before: site.call, recording: table ?? site.call.callee, cell: index)
            }
        }
        let skipped = functions.flatMap { function in
            function.sites.compactMap { site in
                site.unrecordable.map { (function.key.name, site.identity, $0) }
            }
        }
        return Result(
            recorded: layout.recorded.count, skipped: skipped, functions: functions.count)
    }

    private func recordsTable(of site: CallSite) -> Bool {
        guard options.record == .vtables, let slot = site.virtualTable else { return false }
        // Less than 0 means "none" to the runtime; no compiler makes such a slot.
        return 0...Int(Int32.max) ~= slot.offset
    }
}
