internal import Devirtualization
internal import LLVM

/// What was decided last about each site of optimized code, of all modules.
final class LiveDecisions: Sendable {
    private let known = Locked<[LiveSite: Decision]>([:])

    func note(_ decisions: [LiveDecision]) {
        guard !decisions.isEmpty else { return }
        known.withLock { known in
            for decision in decisions { known[decision.site] = decision.decision }
        }
    }

    func decision(of site: LiveSite) -> Decision? { known.withLock { $0[site] } }

    func drop(_ function: Int, slot: UInt32) {
        known.withLock { known in
            known = known.filter { $0.key.module != Int(slot) || $0.key.function != function }
        }
    }

    func dropAll(slot: UInt32) {
        known.withLock { known in known = known.filter { $0.key.module != Int(slot) } }
    }
}
