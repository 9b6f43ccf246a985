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
    /// The code generator's effort.
    public var codeGeneration = OptimizationLevel.none

    let machines: MachineCache

    init(
        module: ModuleReference, bodies: [Body], version: Int, isContinuation: Bool = false,
        machines: MachineCache
    ) {
        self.module = module
        self.bodies = bodies
        self.version = version
        self.isContinuation = isContinuation
        self.machines = machines
    }

    /// Runs the whole pipeline of `level` for this machine's CPU, and chooses the code generator's
    /// effort to match.
    ///
    /// - Throws: `LLVMError.unknownTarget`.
    public mutating func optimize(level: OptimizationLevel) throws(LLVMError) {
        let host = try machines.machine(level)
        module.tuneForHost()
        module.optimize(level: level, machine: host.machine)
        codeGeneration = level
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
