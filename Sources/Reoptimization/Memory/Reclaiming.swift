internal import LLVM

/// Code that nothing leads to any more.
extension Engine {
    /// The calling thread is about to run code of the program.
    func enter() {
        if StackScan.isOnForeignStack { reclaimer.forbid("threads leave their stacks") }
        EngineThreads.remove()
    }

    /// Makes calls lead to a version, unless they lead to a newer one already.
    ///
    /// - Parameter version: nil: the first code, under a number of its own.
    func publish(
        _ version: CodeVersion?, number: Int, _ function: Int, of units: ProgramUnits,
        code: Versions.Code, address: UInt64
    ) throws(LLVMError) {
        try units.publish(function, version: number, code: code, address: address)
        retired(
            store.publish(
                version, function: function, version: number, slot: units.slot,
                isFinal: code == .optimized))
    }

    /// Retires continuations that loops do not lead to any more.
    func retireContinuations(of units: ProgramUnits) {
        for (function, version) in units.loops.takeDropped() {
            retired(store.leave(.init(slot: units.slot, function: function, version: version)))
        }
    }

    func retired(_ code: CodeVersion?) {
        guard let code else { return }
        stream.send(event(.retired, code))
        if !code.isPermanent, policy.freesCode { queue.wake(after: reclaimer.leastPause) }
    }

    /// Frees what can be freed now, and comes back for the rest, ever less often. Slowly so: busy
    /// threads wait now and then only, and each must be seen waiting once.
    func sweep(after pause: Double) {
        guard reclaim() else { return }
        queue.wake(after: max(min(pause * 1.25, Self.longestPause), reclaimer.leastPause))
    }

    /// - Returns: whether something is left to be freed.
    @discardableResult
    func reclaim() -> Bool {
        guard policy.freesCode else { return false }
        let start = clock.now
        let (unused, isLeft) = reclaimer.sweep(store.removable)
        reclaimer.noteSweep(seconds: clock.now - start)
        unused.forEach(free)
        return isLeft
    }

    private func free(_ code: CodeVersion) {
        guard store.remove(code) else { return }
        // Those who know of its data, first.
        code.units.loops.forget(
            function: code.key.function, counters: code.counters,
            memory: code.memory?.variables ?? 0..<0)
        code.units.versions.forget(code.key.function, version: code.key.version)
        forgetMisses(in: code)
        do throws(LLVMError) { try session.remove(code.object) } catch {
            // The memory is lost, nothing else.
            stream.send(
                JITEvent(
                    .failed, code.name, loop: code.loop, version: code.key.version,
                    start: clock.now, cause: error.description))
        }
        stream.send(event(.freed, code))
        store.release(code.callees).forEach { retired($0) }
    }

    private func event(_ kind: JITEvent.Kind, _ code: CodeVersion) -> JITEvent {
        JITEvent(
            kind, code.name, loop: code.loop, version: code.key.version, start: clock.now,
            codeBytes: code.codeBytes)
    }

    private static let longestPause = 3.0
}

/// The limit of code.
extension Engine {
    /// True if there is no room for more code than what first calls need.
    var isFull: Bool { policy.codeLimit.map { store.usage.memory >= $0 } ?? false }

    /// Refuses a request if there is no room: the program goes on with the code it has, and asks
    /// again later, as code may be freed. Says so once for each function, and if the request was told.
    func refuseForLimit(
        _ request: OptimizationQueue.Request, isTold: Bool = false
    ) -> Bool {
        guard isFull, let limit = policy.codeLimit else { return false }
        let units = request.units
        if let loop = request.loop {
            units.loops.refuse(loop, again: Self.iterationsBetweenRequests)
            retireContinuations(of: units)
        } else {
            units.counters[request.function] = Self.entriesBetweenRequests
            units.versions.forgetRequest(request.function)
        }
        let isFirst = units.versions.noteLimit(request.function)
        if isFirst || isTold || request.isExplicit {
            stream.send(
                JITEvent(
                    .refused, units.names[request.function], loop: request.loop?.loop,
                    version: units.versions.next(request.function), start: clock.now,
                    cause: "code takes \(limit) bytes or more, the limit"))
        }
        return true
    }

    private static let entriesBetweenRequests: Int32 = 10_000
    private static let iterationsBetweenRequests: Int32 = 1_000_000
}
