internal import DevirtProfile
internal import LLVM

/// Names the functions that sites called.
final class TargetNames: Sendable {
    private let session: ExecutionSession
    /// Names of functions of the process.
    private let native = Locked<[UInt64: String?]>([:])
    /// Whether the session has symbols that profiles name.
    private let found = Locked<[String: Bool]>([:])

    /// What stands for a function without a name.
    static let unknown = "?"

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

    /// The symbol of a profile's target for all code of the session; `unknown`: there is none.
    func symbol(of target: Target, in modules: [ProgramUnits]) -> String {
        let name = target.name
        if modules.contains(where: { $0.index(of: name) != nil }) { return name }
        if name.contains(";") {
            for units in modules {
                if let index = units.profile.identity?.indices[name] { return units.names[index] }
            }
            return Self.unknown
        }
        if name == Self.unknown || name.contains("+0x") { return Self.unknown }
        if let known = found.withLock({ $0[name] }) { return known ? name : Self.unknown }
        let isThere = (try? session.addresses(of: [name])) != nil
        found.withLock { $0[name] = isThere }
        return isThere ? name : Self.unknown
    }

    /// A function of the process or its libraries as profiles name it.
    func nativeTarget(at address: UInt64) -> Target {
        guard let native = NativeName(at: address) else { return Target(name: Self.unknown) }
        let object = String(native.object.split(separator: "/").last ?? "?")
        let place = "\(object)+0x\(String(native.offset, radix: 16))"
        return Target(name: native.symbol ?? place, object: object)
    }
}
