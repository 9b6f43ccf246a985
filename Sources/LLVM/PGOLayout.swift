internal import CLLVM

/// A function as LLVM's profile instrumentation numbers it.
public struct PGOFunction: Sendable, Hashable {
    /// An indirect call, by what marks it.
    public struct Site: Sendable, Hashable {
        /// The number of its function.
        public let function: Int
        /// Its position in that function.
        public let ordinal: Int
    }

    /// The linkage name; `file;name` for local linkage.
    public let name: String
    /// LLVM's hash of the control flow.
    public let hash: UInt64
    /// How many counters its edges have.
    public let counters: Int
    /// How many memory intrinsics have profiles of sizes.
    public let memorySites: Int
    /// The indirect calls in LLVM's order; nil: not marked.
    public let sites: [Site?]
}

extension ModuleReference {
    /// The functions as `clang -fprofile-generate` instruments them, in module order.
    ///
    /// Calls are known by the last two of the three numbers in their `!devirt.site` metadata, which
    /// copies of a call keep. The pipeline is run up to LLVM's instrumentation: the module is of no
    /// use afterwards.
    ///
    /// - Parameter early: called once before the inliner, as `optimize(level:machine:early:)` does.
    public func pgoLayout(
        level: OptimizationLevel, machine: borrowing TargetMachine,
        early: (ModuleReference) -> Void
    ) -> [PGOFunction] {
        withoutActuallyEscaping(early) { early in
            let visit = LayoutVisit(early)
            DevirtVisitPGOLayout(
                raw, machine.raw, UInt32(level.rawValue),
                { module, context in
                    guard let module else { return }
                    LayoutVisit.of(context)?.early(ModuleReference(raw: module))
                },
                { function, context in
                    guard let function else { return }
                    LayoutVisit.of(context)?.functions.append(PGOFunction(function.pointee))
                }, Unmanaged.passUnretained(visit).toOpaque())
            return visit.functions
        }
    }
}

private final class LayoutVisit {
    let early: (ModuleReference) -> Void
    var functions: [PGOFunction] = []

    init(_ early: @escaping (ModuleReference) -> Void) { self.early = early }

    static func of(_ context: UnsafeMutableRawPointer?) -> LayoutVisit? {
        context.map { Unmanaged<LayoutVisit>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension PGOFunction {
    fileprivate init(_ raw: DevirtPGOFunction) {
        self.init(
            name: copyString(raw.name, raw.nameLength), hash: raw.hash,
            counters: Int(raw.counters), memorySites: Int(raw.memorySites),
            sites: UnsafeBufferPointer(start: raw.sites, count: raw.siteCount).map { site in
                site.function == .max
                    ? nil : Site(function: Int(site.function), ordinal: Int(site.ordinal))
            })
    }
}
