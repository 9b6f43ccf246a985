internal import CLLVM

extension CallInstruction {
    /// Why this call cannot call `target` directly, in LLVM's words, or nil if it can.
    public func obstacle(toPromoting target: Function) -> String? {
        DevirtPromotionObstacle(raw, target.raw).map { String(cString: $0) }
    }

    /// Guards the call with a comparison of its callee against `target`.
    ///
    /// This call becomes the path taken when they differ and can be promoted again.
    ///
    /// - Parameters:
    ///   - hit: branch weight of the equal case.
    ///   - miss: branch weight of the other; both 0: no weights.
    /// - Returns: the direct call of the equal case.
    /// - Precondition: `obstacle(toPromoting:)` is nil.
    public func promote(to target: Function, hit: UInt32, miss: UInt32) -> CallInstruction {
        CallInstruction(raw: DevirtPromoteWithGuard(raw, target.raw, hit, miss))
    }

    /// Guards a virtual call with comparisons of its vtable pointer against address points.
    ///
    /// - Parameter table: the vtable pointer that the callee is loaded from, an instruction.
    /// - Precondition: `obstacle(toPromoting:)` is nil, and the slot the callee is loaded from
    ///   holds `target` behind every address point.
    public func promote(
        to target: Function, ifTable table: Value, isOneOf addressPoints: [Value], hit: UInt32,
        miss: UInt32
    ) -> CallInstruction {
        let points: [LLVMValueRef?] = addressPoints.map(\.raw)
        return CallInstruction(
            raw: DevirtPromoteWithVTableGuard(
                raw, table.raw, target.raw, points, points.count, hit, miss))
    }

    /// Moves what only computes the callee next to the call, so that other paths do without.
    public func sinkCallee() { DevirtSinkCallee(raw) }
}

extension Function {
    /// Moves pairs of `swift_retain` and `swift_release` around guards to the paths that need them.
    /// O(retains * size of the function).
    ///
    /// - Returns: how many were moved.
    @discardableResult
    public func sinkRetains() -> Int { Int(DevirtSinkRetains(raw)) }
}
