internal import LLVM

/// LLVM's own form of a target profile: `!prof !{"VP", i32 0, i64 total, i64 guid, i64 count, ...}`.
///
/// LLVM's indirect-call promotion and ThinLTO's import read it.
enum ProfileAnnotation {
    /// The node for these targets, or nil if nothing is known.
    static func node(
        total: UInt64, targets: [TargetDecision], in module: ModuleReference
    ) -> Metadata? {
        let known = targets.filter { $0.calls > 0 }
        guard !known.isEmpty else { return nil }
        return module.indirectCallProfile(
            total: total, targets: known.map { (globalIdentifier(of: $0.name), $0.calls) })
    }
}
