internal import Foundation
internal import LLVM
internal import Reoptimization

/// Keeps the IR of all versions of functions, as it goes to the code generator. A layer that looks
/// on: it must be the innermost.
final class CodeHistory: UnitLayer, @unchecked Sendable {
    /// One version of a function.
    struct Version {
        let number: Int
        let isContinuation: Bool
        /// The name of the body in the unit.
        let symbol: String
        let effort: OptimizationLevel
        /// The unit, of which other versions may be part.
        let unit: Bitcode
    }

    private let lock = NSLock()
    private var versions: [String: [Version]] = [:]

    func process(_ unit: inout CompilationUnit) throws {
        let bitcode = try Bitcode(unit.module.bitcode(), name: unit.bodies.first?.symbol ?? "")
        lock.lock()
        defer { lock.unlock() }
        for body in unit.bodies {
            let isKnown = versions[body.function]?.contains { $0.symbol == body.symbol } ?? false
            if isKnown { continue }
            versions[body.function, default: []].append(
                Version(
                    number: unit.version, isContinuation: unit.isContinuation,
                    symbol: body.symbol, effort: unit.codeGeneration, unit: bitcode))
        }
    }

    /// The versions of a function, oldest first.
    func versions(of function: String) -> [Version] {
        lock.lock()
        defer { lock.unlock() }
        return (versions[function] ?? []).sorted { $0.number < $1.number }
    }

    /// Forgets functions that are gone.
    func keep(where isThere: (String) -> Bool) {
        lock.lock()
        defer { lock.unlock() }
        versions = versions.filter { isThere($0.key) }
    }
}

extension CodeHistory.Version {
    /// The body as LLVM IR.
    func ir() throws(LLVMError) -> String {
        let module = try Module(reading: unit, in: Context())
        try module.materializeAll()
        return module.reference.function(named: symbol)?.value.description ?? ""
    }

    /// The body as assembly, without directives.
    func assembly() throws(LLVMError) -> String {
        let module = try Module(reading: unit, in: Context())
        try module.materializeAll()
        let machine = try TargetMachine(hostWith: effort)
        let text = try machine.assembly(of: module)
        var lines: [Substring] = []
        var isInside = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("\(symbol):") || line.hasPrefix("\"\(symbol)\":") { isInside = true }
            guard isInside else { continue }
            if line.hasPrefix(".Lfunc_end") { break }
            if !line.hasPrefix("\t.") { lines.append(line) }
        }
        return lines.joined(separator: "\n")
    }
}
