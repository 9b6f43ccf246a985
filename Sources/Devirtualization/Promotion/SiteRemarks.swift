internal import DevirtProfile
internal import LLVM

/// Decisions as LLVM's remarks, for compilers that load the pass plugin.
enum SiteRemarks {
    /// Emits one for each site that ran in training.
    static func emit(_ sites: [PlannedSite]) {
        for site in sites where site.decision.summary.total > 0 {
            let decision = site.decision
            let head = "\(decision.summary.total) calls: "
            let instruction = site.site.call.instruction
            if let refusal = decision.refusal {
                instruction.emitRemark(
                    false, named: refusal.id, head + "not promoted: \(refusal.explanation)")
                continue
            }
            let targets = decision.targets.compactMap { text(of: $0, in: decision) }
            let isAnnotated = decision.targets.contains(where: \.isAnnotated)
            instruction.emitRemark(
                true, named: isAnnotated ? "Annotated" : "Promoted",
                head + targets.joined(separator: ", "))
        }
    }

    private static func text(of target: TargetDecision, in decision: Decision) -> String? {
        let share = Int((decision.share(of: target.calls) * 100).rounded())
        switch target.outcome {
        case .promoted(_, let kind, .inlined):
            return "promoted to \(target.name) (\(share)%, inlined, guarded by \(kind.rawValue))"
        case .promoted(_, let kind, .called(let why)):
            return "promoted to \(target.name) (\(share)%, guarded by \(kind.rawValue), "
                + "called: \(why))"
        case .annotated: return "annotated \(target.name) (\(share)%)"
        case .refused(let refusal):
            return share > 0 ? "not promoted to \(target.name) (\(share)%): \(refusal.id)" : nil
        }
    }
}
