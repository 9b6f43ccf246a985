internal import Foundation
public import LLVM

/// Runs modules in this process: quick code first, compiled on the first call of each function;
/// hot functions are optimized in the background and take over while the program runs.
///
///     let jit = try ReoptimizingJIT {
///         Reoptimize(policy: .tiered)
///         CompileOnDemand()
///     }
///     try jit.add(Module(contentsOf: "app.bc", in: Context()))
///     let status = try jit.runMain(arguments: ["app"])
///
/// A function's address is that of its stub for the whole life of the JIT, in all modules and
/// versions. Old code is freed when no thread is in it (`TierPolicy.freesCode`). Releasing the JIT waits for the function that
/// is being optimized, runs destructors that have not run, and frees code and data: no thread may
/// be in them then, or call them later. Only programs with thread-local variables keep theirs, for
/// threads that end later.
public final class ReoptimizingJIT: Sendable {
    let engine: Engine
    let lifetime = ProgramLifetime()
    let targets = CallTargets()

    /// A JIT of given layers, innermost first.
    ///
    /// - Parameters:
    ///   - runtime: the path of LLVM's ORC runtime (`liborc_rt-<arch>.a`).
    ///   - stubs: how functions are redirected.
    ///   - observers: debuggers and profilers that are told what is linked.
    /// - Throws: `JITError.missingRuntime`, `JITError.llvm`.
    public init(
        runtime: String = OrcRuntime.path(), stubs: StubKind = .slab,
        observers: DebuggingSupport = [], @LayerBuilder _ layers: () -> Layers
    ) throws(JITError) {
        guard FileManager.default.isReadableFile(atPath: runtime) else {
            throw .missingRuntime(path: runtime)
        }
        let layers = layers()
        engine = try wrapping { () throws(LLVMError) in
            try Engine(
                session: ExecutionSession(runtime: runtime, observers: observers),
                layers: layers, stubs: stubs, keepsLineTables: observers.contains(.gdb))
        }
        try wrapping { () throws(LLVMError) in try defineStaticSystemFunctions() }
    }

    /// A JIT that compiles on demand and reoptimizes.
    ///
    /// - Parameters:
    ///   - policy: when functions are optimized.
    ///   - runtime: the path of LLVM's ORC runtime (`liborc_rt-<arch>.a`).
    ///   - stubs: how functions are redirected.
    ///   - observers: debuggers and profilers that are told what is linked.
    /// - Throws: `JITError.missingRuntime`, `JITError.llvm`.
    public convenience init(
        policy: TierPolicy = .tiered, runtime: String = OrcRuntime.path(), stubs: StubKind = .slab,
        observers: DebuggingSupport = []
    ) throws(JITError) {
        try self.init(runtime: runtime, stubs: stubs, observers: observers) {
            Reoptimize(policy: policy)
            CompileOnDemand()
        }
    }

    deinit {
        Teardown.run {
            engine.shutDown()
            try? finish()
        }
        // Threads that end later still run destructors of theirs, in code of the program.
        if units.contains(where: \.hasThreadLocals) { _ = Unmanaged.passRetained(engine) }
    }

    /// What the JIT does from now on, as it happens.
    public var events: AsyncStream<JITEvent> { engine.stream.sequence() }

    /// Calls `listener` with every event from now on, on the thread it happens on, which may be one
    /// of the program's: it should be quick.
    public func onEvent(_ listener: @escaping @Sendable (JITEvent) -> Void) {
        engine.stream.add(listener)
    }

    /// The modules added so far.
    var units: [ProgramUnits] { engine.units }

    var session: ExecutionSession { engine.session }

    /// What was done so far.
    public var statistics: JITStatistics { engine.statistics }

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

    /// Adds a module. With `CompileOnDemand` nothing of it is compiled now but its data.
    ///
    /// - Throws: `JITError.llvm` for what cannot be compiled on demand, or a symbol defined twice;
    ///   `JITError.layer` if a layer refuses it.
    public func add(_ module: consuming Module) throws(JITError) { try engine.add(module) }

    /// Adds bitcode. Only the functions that are called are ever read, so it starts faster than a
    /// module that was read as a whole.
    ///
    /// - Throws: as `add(_:)` with a module. A body that cannot be read ends the program when it is
    ///   first called.
    public func add(_ bitcode: Bitcode) throws(JITError) { try engine.add(bitcode) }

    /// Adds a static or shared library whose symbols the modules use.
    ///
    /// - Throws: `JITError.llvm`.
    public func addLibrary(_ path: String) throws(JITError) {
        engine.reclaimer.forbid("native code was added")
        try wrapping { () throws(LLVMError) in try session.addLibrary(path) }
    }

    /// Asks for a new version of a function, whatever its policy. Returns at once; events tell what
    /// came of it.
    ///
    /// - Throws: `JITError.noFunction`.
    public func reoptimize(_ name: String) throws(JITError) {
        for units in units {
            guard let function = units.index(of: name) else { continue }
            _ = units.versions.request(function)
            engine.request(
                .init(units: units, function: function, loop: nil, isExplicit: true))
            return
        }
        throw .noFunction(name: name)
    }

    /// Frees the code that nothing leads to and no thread is in. Happens by itself, too, some time
    /// later; threads that neither wait in a system call nor come by keep it.
    ///
    /// - Returns: bytes of code freed meanwhile.
    @discardableResult
    public func freeRetiredVersions() -> Int {
        let before = engine.store.usage.freed.bytes
        engine.reclaim()
        return engine.store.usage.freed.bytes - before
    }

    /// Runs constructors, `main` and destructors, on the calling thread.
    ///
    /// - Parameter arguments: the first is the program's name.
    /// - Returns: what `main` returned.
    /// - Throws: `JITError.noMain`; `JITError.llvm` for an unresolved symbol of the program's data.
    public func runMain(arguments: [String]) throws(JITError) -> Int32 {
        guard units.contains(where: { $0.index(of: "main") != nil }) else { throw .noMain }
        try initializeOnce()
        let address = try wrapping { () throws(LLVMError) in
            try session.addresses(of: ["main"])[0]
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
        engine.count { [clock = engine.clock] in $0.secondsToMain = clock.now }
        engine.enter()
        let status = withCommandLine(arguments, vector) {
            main(Int32(arguments.count), vector, environ)
        }
        try finish()
        return status
    }

    /// Runs destructors and `atexit` functions; for programs that end by `exit` while `runMain`
    /// has not returned, and after calls. Does nothing if they ran before.
    ///
    /// - Throws: `JITError.llvm`.
    public func finish() throws(JITError) { try finishOnce() }
}

/// Where `exit` of running code arrives.
private enum ProgramExit {
    static let handler = Locked<(@Sendable (Int32) -> Never)?>(nil)

    static let entry: @convention(c) (Int32) -> Void = { status in
        guard let handler = handler.withLock({ $0 }) else { exit(status) }
        handler(status)
    }
}
