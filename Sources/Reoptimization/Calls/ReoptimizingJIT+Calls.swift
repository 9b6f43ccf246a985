internal import LLVM

extension ReoptimizingJIT {
    /// Calls a function of the program on the calling thread, after the static constructors.
    ///
    ///     let area = try jit.call("area", .double(2.5))
    ///
    /// The function runs as if called by the program: it becomes hot and is optimized. `finish`
    /// runs the destructors. A C++ exception that leaves the function ends the process. Listeners of
    /// `onEvent` must not call: some events come while a module is locked.
    ///
    /// - Parameter name: a linkage name, or a readable one, with or without parameters, that stands
    ///   for one function only.
    /// - Returns: the result; nil for `void`.
    /// - Throws: `JITError.noFunction`, `.ambiguousFunction`, `.notCallable`, `.wrongArguments`;
    ///   `.llvm` if the constructors cannot be run.
    @discardableResult
    public func call(_ name: String, _ arguments: CallValue...) throws(JITError) -> CallValue? {
        try call(CallExpression(name: name, arguments: arguments))
    }

    /// As `call(_:_:)`, with any number of arguments.
    @discardableResult
    public func call(
        _ name: String, arguments: [CallValue]
    ) throws(JITError) -> CallValue? {
        try call(CallExpression(name: name, arguments: arguments))
    }

    /// As `call(_:_:)`, for a call that may have been read from text.
    @discardableResult
    public func call(_ call: CallExpression) throws(JITError) -> CallValue? {
        let target = try checkedTarget(of: call)
        try initializeOnce()
        engine.enter()
        return NativeCall.perform(at: target.address, target.signature, call.arguments)
    }

    /// Checks that a call can be made, without making it.
    ///
    /// - Throws: what `call` throws for the name and the arguments.
    public func check(_ call: CallExpression) throws(JITError) {
        _ = try checkedTarget(of: call)
    }

    /// What a function of the program takes and returns.
    ///
    /// - Throws: `JITError.noFunction`, `.ambiguousFunction`, `.notCallable`.
    public func signature(of name: String) throws(JITError) -> CallSignature {
        try target(of: name).signature
    }

    /// Runs the static constructors of modules whose constructors did not run yet.
    func initializeOnce() throws(JITError) {
        let units = units
        try lifetime.construct(modules: units.count) { (new) throws(JITError) in
            try engine.prepareToRun()
            try wrapping { () throws(LLVMError) in
                // The platform would not tell that data cannot be linked.
                _ = try session.addresses(of: units.map(\.dataMarker))
                engine.adoptCode()
                engine.enter()
                try session.initialize()
                engine.startWarm(Array(units[new]))
                for address in try session.addresses(of: structors(of: Array(units[new]))) {
                    typealias Structor = @convention(c) () -> Void
                    unsafeBitCast(UInt(address), to: Structor.self)()
                }
            }
        }
    }

    /// What runs before `main`, in the order in which a linker would put it: destructors are
    /// registered first, and so run last; then by priority, then by module.
    func structors(of modules: [ProgramUnits]) -> [String] {
        let groups = modules.flatMap { units in
            units.structors.map { (group: $0, symbol: $0.symbol(marker: units.dataMarker)) }
        }
        // `sort` of Swift is stable.
        return groups.sorted { a, b in
            let (a, b) = (a.group, b.group)
            guard a.registersDestructors == b.registersDestructors else {
                return a.registersDestructors
            }
            return a.priority < b.priority
        }.map(\.symbol)
    }

    /// Runs destructors and `atexit` functions if they did not run since the constructors.
    func finishOnce() throws(JITError) {
        try lifetime.destruct { () throws(JITError) in
            try wrapping { () throws(LLVMError) in try session.deinitialize() }
        }
    }

    private func checkedTarget(of call: CallExpression) throws(JITError) -> CallTargets.Target {
        let target = try target(of: call.name)
        guard target.signature.accepts(call.arguments) else {
            throw .wrongArguments(
                name: call.name, signature: target.signature,
                given: call.arguments.map(\.type))
        }
        return target
    }

    private func target(of name: String) throws(JITError) -> CallTargets.Target {
        try targets.target(of: name) { () throws(JITError) in try findTarget(of: name) }
    }

    private func findTarget(of name: String) throws(JITError) -> CallTargets.Target {
        if let target = try definedTarget(name, calledAs: name) { return target }
        // Several modules may hold copies of one inline function.
        let candidates = Set(units.flatMap { $0.symbols(readAs: name) }).sorted()
        guard candidates.count < 2 else {
            throw .ambiguousFunction(name: name, candidates: candidates)
        }
        guard let symbol = candidates.first,
            let target = try definedTarget(symbol, calledAs: name)
        else { throw .noFunction(name: name) }
        return target
    }

    private func definedTarget(
        _ symbol: String, calledAs name: String
    ) throws(JITError) -> CallTargets.Target? {
        for units in units {
            let found: CallSignature?
            do throws(CallObstacle) { found = try units.callSignature(of: symbol) } catch {
                throw .notCallable(name: name, cause: error.cause)
            }
            guard let signature = found else { continue }
            return try wrapping { () throws(LLVMError) in
                CallTargets.Target(
                    address: try session.addresses(of: [symbol])[0], signature: signature)
            }
        }
        return nil
    }
}
