internal import Devirtualization
internal import Foundation
internal import LLVM

/// A function's way to its first code.
enum FirstCode {
    case none
    /// A thread is at it, if this is its process: forked ones have only one.
    case onItsWay(process: pid_t)
    case compiled
}

/// Quick code: of what is called for the first time, and of what may be next.
extension ProgramUnits {
    /// Compiles a unit of bodies; gets the functions that they are of.
    typealias UnitCompiler = (
        borrowing Module, [Int], MachineCache
    ) throws(JITError) -> Void

    /// Takes the function at `index` and others worth compiling with it, and calls `compile` with
    /// a unit of their bodies, which count if that is wanted. Does nothing if it was taken before.
    ///
    /// - Returns: functions that these may call next, the nearest first.
    func compileOnce(_ index: Int, compile: UnitCompiler) throws(JITError) -> [Int] {
        // Threads that optimize are in the gate already, and do not pause if they entered it again.
        try ForkGate.hold { () throws(JITError) in try compileLocked(index, compile) }
    }

    private func compileLocked(
        _ index: Int, _ compile: UnitCompiler
    ) throws(JITError) -> [Int] {
        lock.lock()
        defer { lock.unlock() }
        firstCodes.lock()
        while case .onItsWay(let process) = firstCode[index], process == getpid() {
            firstCodes.wait()
        }
        if case .compiled = firstCode[index] {
            firstCodes.unlock()
            return []
        }
        return try compileBatch(from: index, machines: machines) { () throws(LLVMError) in
            try batch(from: index) { index throws(LLVMError) in
                try functions[index].materialize()
                return functions[index]
            }
        } unit: { functions in
            module.extractUnit(functions, suffix: suffix(0))
        } compile: { unit, batch, machines throws(JITError) in
            try compile(unit, batch, machines)
        }
    }

    /// The same for a function that may be called, if it has no code, from an optimizer's copy of the
    /// module: threads of the program can compile others meanwhile.
    ///
    /// - Parameter modules: those of the program.
    func compileAhead(
        _ index: Int, from pristine: PristineModule, among modules: [ProgramUnits],
        machines: MachineCache, compile: UnitCompiler
    ) throws(JITError) -> [Int] {
        firstCodes.lock()
        guard isWanted(index) else {
            firstCodes.unlock()
            return []
        }
        return try compileBatch(from: index, machines: machines) { () throws(LLVMError) in
            try batch(from: index) { index throws(LLVMError) in
                try pristine.function(named: names[index], among: modules)
            }
        } unit: { functions in
            pristine.unit(of: functions, suffix: suffix(0))
        } compile: { unit, batch, machines throws(JITError) in
            try compile(unit, batch, machines)
        }
    }

    private typealias Batch = (indices: [Int], functions: [Function], next: [Int])

    /// Called with `firstCodes` locked, which it unlocks.
    private func compileBatch(
        from index: Int, machines: MachineCache, choose: () throws(LLVMError) -> Batch,
        unit: ([Function]) -> Module, compile: UnitCompiler
    ) throws(JITError) -> [Int] {
        let chosen: Batch
        do throws(LLVMError) { chosen = try choose() } catch {
            firstCodes.unlock()
            throw .llvm(error)
        }
        for index in chosen.indices { firstCode[index] = .onItsWay(process: getpid()) }
        firstCodes.unlock()
        // If it fails, the next call tries again.
        var reached = FirstCode.none
        defer {
            firstCodes.lock()
            for index in chosen.indices { firstCode[index] = reached }
            firstCodes.broadcast()
            firstCodes.unlock()
        }
        let unit = unit(chosen.functions)
        for index in chosen.indices { instrument(index, in: unit.reference) }
        try compile(unit, chosen.indices, machines)
        reached = .compiled
        return chosen.next
    }

    /// The functions to compile with one, as `read` gives them; nil: they are not there.
    private func batch(
        from first: Int, read: (Int) throws(LLVMError) -> Function?
    ) throws(LLVMError) -> Batch {
        var batch: Batch = ([], [], [])
        var size = 0
        // Without a limit it is everything, also what is only called through pointers.
        var queue = batchSize == .max ? Array(functions.indices) : [first]
        var seen = Set(queue)
        var next = 0
        while next < queue.count, batch.indices.isEmpty || size < batchSize {
            let index = queue[next]
            next += 1
            guard index == first || isWanted(index), let function = try read(index) else {
                continue
            }
            batch.indices.append(index)
            batch.functions.append(function)
            let count = function.instructionCount
            versions.setSize(index, to: count)
            size += count
            let callees = function.callees.compactMap { self.index(of: $0.name) }
            versions.setCallees(index, to: callees)
            queue += callees.filter { seen.insert($0).inserted }
        }
        batch.next = queue[next...].filter(isWanted)
        return batch
    }

    /// Whether a function is to be compiled before its first call. Optimized code may have been quicker.
    private func isWanted(_ index: Int) -> Bool {
        guard case .none = firstCode[index] else { return false }
        return !versions.isPublished(index) && !isCached(index)
    }

    /// Notes functions whose quick code came from elsewhere.
    func noteCompiled(_ batch: [Int]) {
        firstCodes.lock()
        defer { firstCodes.unlock() }
        for index in batch { firstCode[index] = .compiled }
    }

    /// Whether a function has code.
    func isFirstCodeThere(_ index: Int) -> Bool {
        firstCodes.lock()
        defer { firstCodes.unlock() }
        return if case .compiled = firstCode[index] { true } else { false }
    }

    /// Makes a body of quick code count and record.
    private func instrument(_ index: Int, in unit: ModuleReference) {
        guard let body = unit.function(named: names[index] + suffix(0)) else { return }
        // Taken first: counting adds calls of its own.
        let recorder = records ? LiveRecorder(body, in: unit) : nil
        if let counting { makeCount(index, counting, body) }
        if let recorder { record(index, recorder, siteCount: recorder.siteCount, in: unit) }
    }

    /// Puts in recorders of a function with `siteCount` sites.
    func record(
        _ index: Int, _ recorder: LiveRecorder, siteCount: Int, in unit: ModuleReference
    ) {
        guard siteCount > 0, let place = try? place(of: index, count: siteCount) else { return }
        let (block, cells): (LiveRecorder.Place, LiveRecorder.Place) =
            isRelocatable
            ? (.symbol(blockName(index)), .symbol(cellsName(index)))
            : (.address(place.blockAddress), .address(place.cellsAddress))
        recorder.insert(into: unit, block: block, cells: cells, first: place.first)
    }

    private func makeCount(_ index: Int, _ counting: Counting, _ body: Function) {
        let token = HotReports.token(slot: slot, function: index)
        if let iterations = counting.iterations {
            // What is known to be hot asks soon.
            let isKnown = profile.stored(index)?.isHot == true
            let threshold = isKnown ? max(iterations / Self.knownShare, 1) : iterations
            loops.add(
                function: index,
                parents: body.checkLoops(
                    LoopChecks(
                        enter: HotReports.loopSymbol, token: token,
                        counters: .counted(from: threshold),
                        symbol: isRelocatable ? loopsName(index) : nil)), threshold: threshold)
        }
        body.countEntries(
            index: index, token: token, counters: countersName, hot: HotReports.functionSymbol)
    }

    /// What quick code counts of loops that a profile knows, as a share of what it counts otherwise.
    private static let knownShare: Int32 = 100
}
