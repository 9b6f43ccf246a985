public import Devirtualization
public import LLVM

/// Bodies of functions on their way to the code generator.
public struct CompilationUnit {
    /// A function and where its body is.
    public struct Body: Sendable, Equatable {
        /// The function's linkage name in the program.
        public let function: String
        /// The body's name in the unit's module.
        public let symbol: String
    }

    /// The unit's own module: changes in it affect nothing else. Valid while layers process it.
    public let module: ModuleReference
    /// The bodies that become code. They must keep their names and types; other bodies are there
    /// for the inliner.
    public let bodies: [Body]
    /// 0 for the first code of a function, then counting up.
    public let version: Int
    /// True if the body continues a function from the head of a loop.
    public let isContinuation: Bool
    /// True if it is to stay quick code, whatever the version.
    public let isQuick: Bool
    /// The code generator's effort.
    public var codeGeneration = OptimizationLevel.none

    /// What was decided about each call site, after `optimize`; empty without a live profile.
    public var decisions: [Decision] { liveDecisions.map(\.decision) }
    private(set) var liveDecisions: [LiveDecision] = []

    /// The functions whose bodies were there for the inliner, if modules can be removed.
    var dependencies: Set<String> = []

    let machines: MachineCache
    /// Puts in guards, early in the pipeline.
    let devirtualizer: LiveDevirtualizer?

    init(
        module: ModuleReference, bodies: [Body], version: Int, isContinuation: Bool = false,
        isQuick: Bool = false,
        machines: MachineCache, devirtualizer: LiveDevirtualizer? = nil
    ) {
        self.module = module
        self.bodies = bodies
        self.version = version
        self.isContinuation = isContinuation
        self.isQuick = isQuick
        self.machines = machines
        self.devirtualizer = devirtualizer
    }

    /// Devirtualizes and runs the whole pipeline of `level` for this machine's CPU, and chooses the code generator's
    /// effort to match.
    ///
    /// - Throws: `LLVMError.unknownTarget`; in debug builds `LLVMError.invalid` for a broken rewrite.
    public mutating func optimize(level: OptimizationLevel) throws(LLVMError) {
        let host = try machines.machine(level)
        module.tuneForHost()
        codeGeneration = level
        guard let devirtualizer else {
            module.optimize(level: level, machine: host.machine)
            return
        }
        do throws(DevirtualizationError) {
            liveDecisions = try module.optimize(level: level, machine: host.machine) {
                (module) throws(DevirtualizationError) in
                try devirtualizer.rewrite(module, machine: host.machine)
            }
        } catch {
            throw .invalid(name: module.identifier, message: error.description)
        }
    }
}

/// Machines of one thread: making one takes longer than compiling a small function.
final class MachineCache {
    final class Host {
        let machine: TargetMachine

        init(_ level: OptimizationLevel) throws(LLVMError) {
            machine = try TargetMachine(hostWith: level)
        }
    }

    private var machines: [OptimizationLevel: Host] = [:]

    func machine(_ level: OptimizationLevel) throws(LLVMError) -> Host {
        if let known = machines[level] { return known }
        let made = try Host(level)
        machines[level] = made
        return made
    }
}
