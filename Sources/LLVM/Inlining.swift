internal import CLLVM

/// Owns LLVM's analyses of the functions of one module, computed when asked for.
public struct Analyses: ~Copyable {
    private let raw: DevirtAnalysesRef

    /// Analyses with the costs of `machine`, which must outlive them.
    public init(machine: borrowing TargetMachine) {
        raw = DevirtCreateAnalyses(machine.raw)
    }

    deinit { DevirtDisposeAnalyses(raw) }

    /// What LLVM thinks of inlining a callee at a call.
    public enum InlineVerdict: Equatable {
        /// Illegal, and why.
        case never(String)
        /// Possible, at a cost in LLVM's units: 5 per simple instruction.
        case costs(Int)
        /// The callee asks for it.
        case always
    }

    /// LLVM's estimate for inlining `target` at `call`, which may be indirect. O(body of target).
    public func inlineCost(of target: Function, at call: CallInstruction) -> InlineVerdict {
        var cost: Int32 = 0
        var reason: UnsafePointer<CChar>?
        switch DevirtInlineCost(raw, call.raw, target.raw, &cost, &reason) {
        case DevirtInlineAlways: return .always
        case DevirtInlineCosts: return .costs(Int(cost))
        default: return .never(reason.map { String(cString: $0) } ?? "cannot be inlined")
        }
    }

    /// Inlines a direct call, which is gone afterwards.
    ///
    /// - Returns: nil, or why it cannot be done, the call then being unchanged.
    public func inline(_ call: CallInstruction) -> String? {
        DevirtInlineCall(raw, call.raw).map { String(cString: $0) }
    }

    /// Forgets what was computed about a function; call it after changing the function.
    public func invalidate(_ function: Function) {
        DevirtInvalidateAnalyses(raw, function.raw)
    }
}
