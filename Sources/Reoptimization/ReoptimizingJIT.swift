internal import Foundation
public import LLVM
internal import Synchronization

/// Runs modules in this process: quick code first, compiled on the first call of each function;
/// hot functions are optimized in the background and take over while the program runs.
///
/// A function's address is that of its stub for the whole life of the JIT, in all modules and
/// versions. Old code is kept: threads may be in it.
public final class ReoptimizingJIT: @unchecked Sendable {
    private let session: ExecutionSession
    private let policy: TierPolicy
    private let queue = OptimizationQueue()
    private let stream = EventStream()
    private let state = Mutex(State())
    private let start = DispatchTime.now().uptimeNanoseconds

    private struct State {
        var modules: [ProgramUnits] = []
        var statistics = JITStatistics()
        var workers = 0
    }

    /// - Parameters:
    ///   - runtime: the path of LLVM's ORC runtime (`liborc_rt-<arch>.a`).
    /// - Throws: `JITError.missingRuntime`, `JITError.llvm`.
    public init(policy: TierPolicy = .tiered, runtime: String) throws(JITError) {
        guard FileManager.default.isReadableFile(atPath: runtime) else {
            throw .missingRuntime(path: runtime)
        }
        self.policy = policy
        session = try wrapping { () throws(LLVMError) in try ExecutionSession(runtime: runtime) }
        let hot = unsafeBitCast(HotFunctions.entry, to: UInt.self)
        try wrapping { () throws(LLVMError) in
            try session.define([.init(name: HotFunctions.symbol, address: UInt64(hot))])
        }
    }

    deinit {
        queue.close()
        for module in state.withLock({ $0.modules }) { HotFunctions.unregister(slot: module.slot) }
    }

    /// What the JIT does from now on, as it happens.
    public var events: AsyncStream<JITEvent> { stream.sequence() }

    /// Calls `listener` with every event from now on, on the thread it happens on, which may be one
    /// of the program's: it should be quick.
    public func onEvent(_ listener: @escaping @Sendable (JITEvent) -> Void) {
        stream.add(listener)
    }

    /// What was done so far.
    public var statistics: JITStatistics { state.withLock { $0.statistics } }

    /// Makes `exit`, called by added modules, end the program through `handler`.
    ///
    /// Without it `exit` is the process's own: destructors of added modules do not run. Call it
    /// before `runMain`; the last handler set in the process counts.
    ///
    /// - Throws: `JITError.llvm` if a module defines `exit` itself.
    public func replaceExit(
        with handler: @escaping @Sendable (Int32) -> Never
    ) throws(JITError) {
        ProgramExit.handler.withLock { $0 = handler }
        let address = UInt64(unsafeBitCast(ProgramExit.entry, to: UInt.self))
        try wrapping { () throws(LLVMError) in
            try session.define([.init(name: "exit", address: address)])
        }
    }

    /// Adds a module. Nothing of it is compiled but its data.
    ///
    /// - Throws: `JITError.llvm` for what cannot be compiled on demand, or a symbol defined twice.
    public func add(_ module: consuming Module) throws(JITError) {
        let slot = HotFunctions.makeSlot()
        let box = UnitsBox()
        let units: ProgramUnits
        do throws(LLVMError) {
            units = try ProgramUnits(module, slot: slot) { [unowned self] function in
                self.firstCall(of: function, in: box)
            }
        } catch { throw .llvm(error) }
        box.units = units
        for index in units.names.indices { units.counters[index] = policy.hotEntries ?? .max }
        HotFunctions.register(slot: slot) { [weak self, weak units] function in
            guard let self, let units else { return }
            self.stream.send(
                JITEvent(
                    .requested, units.names[function], version: 1,
                    start: seconds(since: self.start)))
            self.queue.add(.init(units: units, function: function))
            self.startWorkers()
        }
        try wrapping { () throws(LLVMError) in
            try session.define(units.definitions())
            let machine = try TargetMachine(hostWith: .none)
            try session.add(try units.dataObject(machine))
        }
        state.withLock { state in
            state.modules.append(units)
            state.statistics.functions += units.names.count
            state.statistics.stubBytes += units.stubs.byteSize
        }
    }

    /// Adds a static or shared library whose symbols the modules use.
    ///
    /// - Throws: `JITError.llvm`.
    public func addLibrary(_ path: String) throws(JITError) {
        try wrapping { () throws(LLVMError) in try session.addLibrary(path) }
    }

    /// Runs constructors, `main` and destructors, on the calling thread.
    ///
    /// - Parameter arguments: the first is the program's name.
    /// - Returns: what `main` returned.
    /// - Throws: `JITError.noMain`; `JITError.llvm` for an unresolved symbol of the program's data.
    public func runMain(arguments: [String]) throws(JITError) -> Int32 {
        let hasMain = state.withLock { $0.modules.contains { $0.names.contains("main") } }
        guard hasMain else { throw .noMain }
        var address: UInt64 = 0
        try wrapping { () throws(LLVMError) in
            try session.initialize()
            address = try session.addresses(of: ["main"])[0]
        }
        typealias Main =
            @convention(c) (
                Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
                UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
            ) -> Int32
        let main = unsafeBitCast(UInt(address), to: Main.self)
        // As for a native program they stay valid until the process ends.
        let copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
            .allocate(capacity: copies.count)
        vector.initialize(from: copies, count: copies.count)
        state.withLock { $0.statistics.secondsToMain = seconds(since: start) }
        let status = main(Int32(arguments.count), vector, environ)
        try finish()
        return status
    }

    /// Runs destructors and `atexit` functions; for programs that end by `exit` while `runMain`
    /// has not returned.
    ///
    /// - Throws: `JITError.llvm`.
    public func finish() throws(JITError) {
        try wrapping { () throws(LLVMError) in try session.deinitialize() }
    }

    /// Compiles a function that is called for the first time, on the calling thread.
    private func firstCall(of function: Int, in box: UnitsBox) -> UInt64 {
        guard let units = box.units else { abort() }
        do throws(LLVMError) {
            try units.compileOnce(function, suffix: units.suffix(0)) {
                (unit, batch) throws(LLVMError) in
                try compileQuickly(unit, batch, of: units)
            }
        } catch {
            // The call cannot return: there is nothing to go on with.
            let message = "devirt: error: \(units.names[function]): \(error)\n"
            FileHandle.standardError.write(Data(message.utf8))
            abort()
        }
        return units.stubs.target(of: function)
    }

    private func compileQuickly(
        _ unit: borrowing Module, _ batch: [Int], of units: ProgramUnits
    ) throws(LLVMError) {
        let begin = DispatchTime.now().uptimeNanoseconds
        let names = batch.map { units.names[$0] + units.suffix(0) }
        let machine = try TargetMachine(
            hostWith: policy.startsOptimized ? .aggressive : .none)
        if policy.startsOptimized {
            unit.reference.optimize(level: .aggressive, machine: machine)
        } else if policy.hotEntries != nil, units.slot < HotFunctions.slots {
            for (index, name) in zip(batch, names) {
                unit.reference.function(named: name)?.countEntries(
                    index: index, token: HotFunctions.token(slot: units.slot, function: index),
                    counters: units.countersName, hot: HotFunctions.symbol)
            }
        }
        let size = try install(unit, names: names, at: batch, of: units, machine: machine)
        state.withLock { state in
            if policy.startsOptimized {
                state.statistics.tier1 += batch.count
                state.statistics.tier1Seconds += seconds(since: begin)
            } else {
                state.statistics.tier0 += batch.count
                state.statistics.tier0Seconds += seconds(since: begin)
            }
            state.statistics.objectBytes += size
        }
        stream.send(
            JITEvent(
                .compiled, units.names[batch[0]], functionCount: batch.count, version: 0,
                start: seconds(from: start, to: begin), duration: seconds(since: begin),
                objectBytes: size))
    }

    /// Generates code, links it, and redirects the stubs once it is ready to run.
    private func install(
        _ unit: borrowing Module, names: [String], at functions: [Int], of units: ProgramUnits,
        machine: borrowing TargetMachine
    ) throws(LLVMError) -> Int {
        let object = try machine.emitObject(unit)
        let size = object.byteSize
        try session.add(object)
        let addresses = try session.addresses(of: names)
        units.stubs.redirect(zip(functions, addresses).map { (symbol: $0, address: $1) })
        state.withLock { $0.statistics.redirections += functions.count }
        return size
    }

    private func startWorkers() {
        let missing = state.withLock { state in
            defer { state.workers = max(state.workers, policy.threads) }
            return policy.threads - state.workers
        }
        guard missing > 0 else { return }
        for _ in 0..<missing {
            let thread = Thread { [weak self, queue] in
                var copies: [UInt32: PristineModule] = [:]
                while let request = queue.next() {
                    guard let self else { return }
                    self.optimize(request, copies: &copies)
                }
            }
            // The optimizer recurses deeply on large functions.
            thread.stackSize = 16 << 20
            thread.name = "devirt-optimizer"
            thread.start()
        }
    }

    private func optimize(
        _ request: OptimizationQueue.Request, copies: inout [UInt32: PristineModule]
    ) {
        let begin = DispatchTime.now().uptimeNanoseconds
        let units = request.units
        let name = units.names[request.function]
        do throws(LLVMError) {
            let pristine: PristineModule
            if let known = copies[units.slot] {
                pristine = known
            } else {
                pristine = try PristineModule(units)
                copies[units.slot] = pristine
            }
            guard let unit = pristine.unit(of: name, suffix: units.suffix(1)) else { return }
            let machine = try TargetMachine(hostWith: .aggressive)
            unit.reference.optimize(level: .aggressive, machine: machine)
            let size = try install(
                unit, names: [name + units.suffix(1)], at: [request.function], of: units,
                machine: machine)
            state.withLock { state in
                state.statistics.tier1 += 1
                state.statistics.tier1Seconds += seconds(since: begin)
                state.statistics.objectBytes += size
            }
            stream.send(
                JITEvent(
                    .installed, name, version: 1, start: seconds(from: start, to: begin),
                    duration: seconds(since: begin), objectBytes: size))
        } catch {
            // The quick code goes on.
            state.withLock { $0.statistics.failures += 1 }
            stream.send(
                JITEvent(
                    .failed, name, version: 1, start: seconds(from: start, to: begin),
                    cause: error.description))
        }
    }

    /// The units of a module, for a resolver that is made before them.
    private final class UnitsBox: @unchecked Sendable {
        // Set once, before any code of the module can run.
        var units: ProgramUnits?
    }
}

/// Where `exit` of running code arrives.
private enum ProgramExit {
    static let handler = Mutex<(@Sendable (Int32) -> Never)?>(nil)

    static let entry: @convention(c) (Int32) -> Void = { status in
        guard let handler = handler.withLock({ $0 }) else { exit(status) }
        handler(status)
    }
}

private func seconds(since start: UInt64) -> Double {
    seconds(from: start, to: DispatchTime.now().uptimeNanoseconds)
}

private func seconds(from start: UInt64, to end: UInt64) -> Double {
    Double(end - start) / 1e9
}

private func wrapping<R>(_ body: () throws(LLVMError) -> R) throws(JITError) -> R {
    do throws(LLVMError) { return try body() } catch { throw .llvm(error) }
}
