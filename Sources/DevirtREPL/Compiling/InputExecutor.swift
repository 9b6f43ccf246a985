internal import CClang
internal import Foundation
internal import LLVM
internal import Reoptimization

/// Runs inputs under the JIT. All but the JIT is for the session's thread.
final class InputExecutor {
    private let pending: PendingJIT
    private var known: ReoptimizingJIT?
    private var inputs: [RunningInput] = []
    private var symbols = InputSymbols()
    /// The last exception or problem was one after which the input stays.
    private(set) var hasRun = false

    init(_ jit: PendingJIT) { pending = jit }

    /// The JIT, waiting for it the first time.
    ///
    /// - Throws: `REPLError.jit`.
    func jit() throws(REPLError) -> ReoptimizingJIT {
        if let known { return known }
        do throws(JITError) {
            let jit = try pending.get()
            try jit.define(ProgramEnd.symbols)
            known = jit
            return jit
        } catch { throw .jit(error.description) }
    }

    // Nothing of libc may lead to code that is freed.
    deinit { inputs.reversed().forEach { $0.end.finalize() } }

    /// What clang calls.
    var callbacks: DevirtExecutor {
        DevirtExecutor(
            context: Unmanaged.passUnretained(self).toOpaque(),
            rename: { context, number, name in
                guard let name else { return nil }
                let renamed = ProgramEnd.name(for: String(cString: name), input: number)
                return renamed.flatMap { strdup($0) }
            },
            add: { context, number, bytes, size in
                let bitcode = Array(UnsafeBufferPointer(start: bytes, count: size))
                return InputExecutor.at(context) { (own) throws(REPLError) in
                    try own.add(bitcode, number: number)
                }
            },
            run: { context in
                InputExecutor.at(context) { (own) throws(REPLError) in try own.runLast() }
            },
            remove: { context, number in
                InputExecutor.at(context) { (own) throws(REPLError) in
                    try own.remove(number)
                }
            },
            address: { context, name in
                guard let context, let name else { return 0 }
                let own = Unmanaged<InputExecutor>.fromOpaque(context).takeUnretainedValue()
                return own.known?.address(of: String(cString: name)).map(UInt64.init) ?? 0
            })
    }

    private static func at(
        _ context: UnsafeMutableRawPointer?, _ body: (InputExecutor) throws(REPLError) -> Void
    ) -> UnsafeMutablePointer<CChar>? {
        guard let context else { return nil }
        do throws(REPLError) {
            try body(Unmanaged<InputExecutor>.fromOpaque(context).takeUnretainedValue())
            return nil
        } catch { return strdup(error.description) }
    }

    private func add(_ bytes: [UInt8], number: UInt64) throws(REPLError) {
        hasRun = false
        let jit = try jit()
        do {
            let bitcode = try Bitcode(bytes, name: "input \(number)")
            let names = try ModuleNames(bitcode)
            let end = ProgramEnd.Handle(input: number)
            try jit.define([end.symbol])
            let module = try jit.add(removable: bitcode)
            inputs.append(RunningInput(number: number, module: module, end: end))
            symbols.add(names, of: number)
        } catch { throw .jit("\(error)") }
    }

    private func runLast() throws(REPLError) {
        let jit = try jit()
        guard let input = inputs.last, input.module.hasConstructors else {
            hasRun = true
            return
        }
        let missing = symbols.undefined(in: input.number) { jit.address(of: $0) != nil }
        guard missing.isEmpty else {
            throw .jit("undefined: " + missing.map(demangle).joined(separator: ", "))
        }
        var problem: String?
        ProgramEnd.current = input.end
        do throws(JITError) {
            try jit.runConstructors(of: input.module) { address in
                hasRun = true
                if problem == nil { problem = callGuarded(address) }
            }
        } catch { throw .jit(error.description) }
        if let problem { throw .jit("uncaught exception: \(problem)") }
    }

    private func remove(_ number: UInt64) throws(REPLError) {
        guard let index = inputs.lastIndex(where: { $0.number == number }) else { return }
        if let variable = symbols.usedVariable(of: number) {
            throw .jit("it defines \(demangle(variable)), which an earlier input uses")
        }
        let input = inputs[index]
        let jit = try jit()
        // Its objects end as those of a library that is unloaded.
        input.end.finalize()
        do throws(JITError) { try jit.remove(input.module) } catch {
            throw .jit(error.description)
        }
        inputs.remove(at: index)
        symbols.remove(number)
    }
}

/// An input whose module is in the JIT.
private struct RunningInput {
    let number: UInt64
    let module: AddedModule
    let end: ProgramEnd.Handle
}
