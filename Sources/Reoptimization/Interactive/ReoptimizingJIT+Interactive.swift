public import LLVM

/// A module that was added to a running session and can be taken back.
public struct AddedModule: Sendable {
    let units: ProgramUnits

    /// Whether it has constructors.
    public var hasConstructors: Bool { !units.structors.isEmpty }
}

/// Sessions that go on: modules come one by one, run, and may go again, the last one first.
extension ReoptimizingJIT {
    /// Adds a module that can be removed. Nothing of it runs before `runConstructors`.
    ///
    /// - Throws: as `add(_:)`; nothing is added then.
    public func add(removable bitcode: Bitcode) throws(JITError) -> AddedModule {
        AddedModule(units: try engine.add(bitcode, isRemovable: true))
    }

    /// Runs the constructors of one module, each by a call of `call` with its address, on the calling
    /// thread. Exceptions must not leave `call`.
    ///
    /// - Throws: `JITError.llvm` if the module's data cannot be linked; nothing ran then.
    public func runConstructors(
        of module: AddedModule, by call: (UInt) -> Void
    ) throws(JITError) {
        lifetime.noteConstructed()
        let units = module.units
        let addresses = try wrapping { () throws(LLVMError) -> [UInt64] in
            // The platform would not tell that data cannot be linked.
            _ = try session.addresses(of: [units.dataMarker])
            engine.enter()
            try session.initialize()
            return try session.addresses(of: structors(of: [units]))
        }
        for address in addresses { call(UInt(address)) }
    }

    /// Removes a module: its data, and all versions, stubs and profiles of its functions. Code of
    /// other modules that was optimized for it goes back to quick code.
    ///
    /// - Precondition: no thread runs its code, and nothing else refers to it: modules go in the
    ///   reverse order of their coming, after their destructors.
    /// - Throws: `JITError.llvm`.
    public func remove(_ module: AddedModule) throws(JITError) {
        guard let group = module.units.group else { return }
        targets.forget()
        try engine.remove(module.units, group: group)
        lifetime.forgetConstructed()
    }

    /// The address of a symbol as added modules find it, also in the process and its libraries; nil:
    /// there is none. A function's is that of its stub.
    public func address(of name: String) -> UInt? { session.address(of: name).map { UInt($0) } }

    /// Makes symbols stand for addresses in all modules.
    ///
    /// - Throws: `JITError.llvm` for a symbol that is defined already.
    public func define(_ symbols: [(name: String, address: UInt)]) throws(JITError) {
        try wrapping { () throws(LLVMError) in
            try session.define(symbols.map { .init(name: $0.name, address: UInt64($0.address)) })
        }
    }
}
