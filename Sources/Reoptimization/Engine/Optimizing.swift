internal import LLVM

/// Takes the reports of one module's code.
final class Reports: HotReports.Receiver, @unchecked Sendable {
    private unowned let engine: Engine
    let units: ProgramUnits
    /// When counters of misses last began.
    private let missWindows = Locked<[UnsafeMutablePointer<Int32>: Double]>([:])

    init(_ engine: Engine, _ units: ProgramUnits) {
        self.engine = engine
        self.units = units
    }

    func isHot(function: Int) {
        engine.reclaimer.pass()
        request(function)
    }

    private func request(_ function: Int) {
        guard units.versions.request(function) else { return }
        engine.request(.init(units: units, function: function, loop: nil))
    }

    func isHot(
        loop: LoopEntries.Key, from reporter: LoopEntries.Reporter, counters: LoopEntries.Counters
    ) -> UInt {
        engine.reclaimer.pass()
        // A function that is called often is better off with code for its next call. Its loops are
        // entered only by frames that are still in quick code when that is there.
        let isCalledOften =
            units.entries(of: loop.function) > Self.fewEntries
            || units.profile.stored(loop.function)?.heat?.entries ?? 0 > Self.fewEntries
        let isWorthEntering = !isCalledOften || units.versions.code(loop.function) != .quick
        let answer = units.loops.report(
            loop, from: reporter, counters: counters, isWorthEntering: isWorthEntering)
        switch answer {
        case .stay:
            if !isWorthEntering { request(loop.function) }
            return 0
        case .enter(let address, let version, let isFirst):
            engine.entered(loop, of: units, version: version, isFirst: isFirst)
            // Not the only frame: the next call is worth something, too.
            if units.entries(of: loop.function) > 1 { request(loop.function) }
            return address
        case .request(let wanted, let recording):
            engine.retireContinuations(of: units)
            engine.request(
                .init(
                    units: units, function: wanted.function, loop: wanted,
                    kind: recording ? .record : .optimize))
            return 0
        }
    }

    func missed(function: Int, version: Int, counter: UnsafeMutablePointer<Int32>) {
        engine.reclaimer.pass()
        let limit = engine.missLimit(of: function, in: units) ?? .max
        let fewest = Double(limit) / engine.policy.toleratedMissRate
        let window = missWindows.withLock { windows in
            let now = engine.clock.now
            let start = windows.updateValue(now, forKey: counter)
            return now - (start ?? units.versions.installTime(function, version: version))
        }
        // Nor is it worth it if there is no room for what would come of it.
        guard window < fewest, !engine.isFull else {
            counter.pointee = limit
            return
        }
        guard units.versions.noteMiss(function, version: version) else { return }
        engine.request(
            .init(
                units: units, function: function, loop: nil, kind: .record, staleVersion: version))
    }

    /// Forgets counters in memory that is freed.
    func forgetMisses(in memory: Range<UInt64>) {
        missWindows.withLock { windows in
            windows = windows.filter { !memory.contains(UInt64(UInt(bitPattern: $0.key))) }
        }
    }

    /// A function with more entries is called often.
    static let fewEntries = 20
}

extension Engine {
    /// Adds a request and returns at once.
    func request(_ request: OptimizationQueue.Request) {
        if refuseForLimit(request) { return }
        if request.kind == .optimize {
            stream.send(
                JITEvent(
                    .requested, request.units.names[request.function], loop: request.loop?.loop,
                    version: request.units.versions.next(request.function), start: clock.now))
        }
        queue.add(request)
        startWorkers()
    }

    func startWorkers() {
        workers.start(policy.threads) { [self] in
            let optimizer = OptimizerThread()
            EngineThreads.add()
            defer { EngineThreads.remove() }
            while let work = queue.next() {
                ForkGate.hold(pauses: true) { perform(work, with: optimizer) }
                queue.done()
            }
        }
    }

    private func perform(_ work: OptimizationQueue.Work, with optimizer: OptimizerThread) {
        switch work {
        case .request(let request):
            optimize(request, with: optimizer)
            ProcessExit.noteJob()
        case .ahead(let units, let function):
            compileAhead(function, of: units, with: optimizer)
            ProcessExit.noteJob()
        case .wake(let pause): sweep(after: pause)
        }
    }

    func entered(
        _ loop: LoopEntries.Key, of units: ProgramUnits, version: Int, isFirst: Bool
    ) {
        count { $0.loopEntries += 1 }
        guard isFirst else { return }
        stream.send(
            JITEvent(
                .entered, units.names[loop.function], loop: loop.loop, version: version,
                start: clock.now))
    }

    private func optimize(_ request: OptimizationQueue.Request, with optimizer: OptimizerThread) {
        let begin = clock.now
        if case .warmUp(let modules) = request.kind { return warmUp(modules) }
        let units = request.units
        let name = units.names[request.function]
        var version = units.versions.next(request.function)
        do throws(JITError) {
            if request.kind == .record, request.loop == nil {
                return try recordAnew(request.function, after: request.staleVersion, of: units)
            }
            if refuseForLimit(request, isTold: request.kind == .optimize) { return }
            let pristine = try wrapping { () throws(LLVMError) in
                try optimizer.pristine(units)
            }
            let found = try wrapping { () throws(LLVMError) in
                try pristine.function(named: name, among: self.units)
            }
            guard let function = found else { return }
            if let obstacle = function.versionObstacle {
                return refuse(request, cause: obstacle)
            }
            let asksPolicy = !request.isExplicit && request.kind == .optimize
            if asksPolicy, !isWanted(request, function) {
                return try stopRecording(request, function, pristine, optimizer)
            }
            version = units.versions.take(request.function)
            let job = VersionJob(
                engine: self, request: request, function: function, pristine: pristine,
                version: version, optimizer: optimizer)
            let installed = try job.run()
            guard let installed else { return refuse(request, cause: function.loopEntryObstacle) }
            let duration = clock.now - begin
            count { numbers in
                if request.kind == .optimize {
                    numbers.tier1 += 1
                    numbers.tier1Seconds += duration
                }
                numbers.guards += installed.guards
                numbers.inlinedTargets += installed.inlined
            }
            decisions.note(installed.decisions)
            stream.send(
                JITEvent(
                    request.kind == .record ? .recording : .installed, name,
                    loop: request.loop?.loop, version: version, start: begin, duration: duration,
                    codeBytes: installed.codeBytes, guards: installed.guards,
                    inlinedTargets: installed.inlined))
        } catch {
            // The code that is there goes on.
            if let loop = request.loop { units.loops.refuse(loop, again: nil) }
            retireContinuations(of: units)
            count { $0.failures += 1 }
            stream.send(
                JITEvent(
                    .failed, name, loop: request.loop?.loop,
                    version: version, start: begin,
                    cause: error.description))
        }
    }

    /// Quick code that stays need neither count nor record.
    private func stopRecording(
        _ request: OptimizationQueue.Request, _ function: Function, _ pristine: PristineModule,
        _ optimizer: OptimizerThread
    ) throws(JITError) {
        let units = request.units
        guard request.loop == nil, units.versions.isSettled(request.function) else { return }
        let job = VersionJob(
            engine: self, request: request, function: function, pristine: pristine,
            version: units.versions.take(request.function), optimizer: optimizer)
        try job.installQuick()
    }

    /// Asks the policy, and does as it says if it is against.
    private func isWanted(_ request: OptimizationQueue.Request, _ function: Function) -> Bool {
        let units = request.units
        let hot = HotFunction(
            name: units.names[request.function], instructionCount: function.instructionCount,
            isLoop: request.loop != nil, version: units.versions.next(request.function))
        switch policy.decide(hot) {
        case .optimize: return true
        case .later(let more):
            if let loop = request.loop {
                units.loops.refuse(loop, again: max(more, 1))
            } else {
                units.versions.forgetRequest(request.function)
                units.counters[request.function] = max(more, 1)
            }
        case .never:
            if request.loop == nil { units.versions.settle(request.function) }
            refuse(request, cause: "by policy")
        }
        return false
    }

    private func refuse(_ request: OptimizationQueue.Request, cause: String?) {
        if let loop = request.loop { request.units.loops.refuse(loop, again: nil) }
        stream.send(
            JITEvent(
                .refused, request.units.names[request.function], loop: request.loop?.loop,
                version: request.units.versions.next(request.function), start: clock.now,
                cause: cause))
    }
}

/// What one optimizing thread keeps: copies of modules, in one context so that code of one gets
/// into that of another, and machines.
final class OptimizerThread {
    let machines = MachineCache()
    private let context = Context()
    private var copies: [UInt32: PristineModule] = [:]

    func pristine(_ units: ProgramUnits) throws(LLVMError) -> PristineModule {
        copies = copies.filter { !$0.value.units.isRemoved }
        if let known = copies[units.slot] { return known }
        let copy = try PristineModule(units, in: context)
        copies[units.slot] = copy
        return copy
    }
}
