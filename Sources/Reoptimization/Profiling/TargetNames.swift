internal import LLVM

/// Names the functions that sites called.
final class TargetNames: Sendable {
    private let session: ExecutionSession
    /// Names of functions of the process.
    private let native = Locked<[UInt64: String?]>([:])

    init(_ session: ExecutionSession) { self.session = session }

    /// The symbol whose address is `address` for all code of the session; nil: there is none.
    func name(of address: UInt64, in modules: [ProgramUnits]) -> String? {
        for units in modules {
            if let function = units.function(at: address) { return units.names[function] }
        }
        if let known = native.withLock({ $0[address] }) { return known }
        let name = session.processSymbol(at: address)
        native.withLock { $0[address] = .some(name) }
        return name
    }
}
