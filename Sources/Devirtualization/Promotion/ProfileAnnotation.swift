internal import DevirtProfile
internal import LLVM

/// LLVM's own form of a target profile: `!prof !{"VP", i32 0, i64 total, i64 guid, i64 count, ...}`.
///
/// LLVM's indirect-call promotion and ThinLTO's import read it.
enum ProfileAnnotation {
    /// Attaches the profile of every site that has one, and notes it in the decisions.
    ///
    /// - Parameters:
    ///   - limit: annotate only the first sites, the hottest first; nil: all.
    ///   - only: annotate only this site; nil: all.
    static func annotate(
        _ sites: inout [PlannedSite], limit: Int?, only: CallSiteID?, in module: ModuleReference
    ) {
        nameLocals(of: module)
        var number = 0
        for index in sites.indices {
            let decision = sites[index].decision
            guard
                let node = node(
                    total: decision.summary.total, targets: decision.targets, in: module)
            else { continue }
            number += 1
            let isChosen = number <= limit ?? .max && only ?? decision.site == decision.site
            if isChosen { sites[index].site.call.instruction.setMetadata("prof", node) }
            sites[index].decision.refusal = isChosen ? nil : .deselected
            for target in decision.targets.indices where decision.targets[target].calls > 0 {
                sites[index].decision.targets[target].outcome =
                    isChosen ? .annotated : .refused(.deselected)
            }
        }
    }

    /// LLVM knows a local function by its file and name, and ThinLTO, which makes it external under
    /// another name, by this note of them.
    private static func nameLocals(of module: ModuleReference) {
        for function in module.functions
        where function.linkage.isLocal && !function.isDeclaration && function.hasAddressTaken {
            let name = module.metadata(string: function.profileName)
            function.setMetadata("PGOFuncName", module.metadata(node: [name]))
        }
    }

    /// The node for these targets, or nil if nothing is known.
    static func node(
        total: UInt64, targets: [TargetDecision], in module: ModuleReference
    ) -> Metadata? {
        let known = targets.filter { $0.calls > 0 }
        guard !known.isEmpty else { return nil }
        // LLVM subtracts the counts from the total.
        let sum = known.reduce(UInt64(0)) { $0.addingSaturated($1.calls) }
        return module.indirectCallProfile(
            total: max(total, sum), targets: known.map { (globalIdentifier(of: $0.name), $0.calls) }
        )
    }
}
