public import LLVM

/// Works on the units of a program, each on its way to the code generator.
///
/// Units are processed on the thread that needs their code, several at a time. A thrown error ends
/// the program if it is a function's first code, and leaves the code as it is otherwise.
public protocol UnitLayer: Sendable {
    /// Looks at a unit or changes it.
    func process(_ unit: inout CompilationUnit) throws
}

/// Works on whole modules before they are taken apart.
public protocol ModuleLayer: Sendable {
    /// Looks at a module or changes it, on the thread that adds it.
    func process(_ module: ModuleReference) throws
}

/// Changes what passes by with a closure. Inside `CompileOnDemand` it gets units, outside modules.
public struct Transform: UnitLayer, ModuleLayer {
    private let body: @Sendable (ModuleReference) throws -> Void

    /// - Parameter body: runs several times at once, on different modules.
    public init(_ body: @escaping @Sendable (ModuleReference) throws -> Void) {
        self.body = body
    }

    /// Runs the closure on the unit's module.
    public func process(_ unit: inout CompilationUnit) throws { try body(unit.module) }

    /// Runs the closure on the module.
    public func process(_ module: ModuleReference) throws { try body(module) }
}

/// Optimizes units whenever they are compiled.
public struct Optimize: UnitLayer {
    private let level: OptimizationLevel

    /// - Parameter level: the pipeline and the code generator's effort.
    public init(_ level: OptimizationLevel) { self.level = level }

    /// Runs the pipeline.
    public func process(_ unit: inout CompilationUnit) throws { try unit.optimize(level: level) }
}

/// Decides what code a function has now: quick code that counts, optimized code once it is hot.
public struct Reoptimize: Sendable {
    let policy: TierPolicy

    /// - Parameter policy: when functions are optimized, and how.
    public init(policy: TierPolicy = .tiered) { self.policy = policy }

    func process(_ unit: inout CompilationUnit) throws(LLVMError) {
        if !unit.isQuick, unit.version > 0 || policy.startsOptimized {
            try unit.optimize(level: policy.optimizationLevel)
        }
    }
}

/// Takes modules apart: each function is compiled when it is first called. Without this layer all
/// functions are compiled before the program starts.
public struct CompileOnDemand: Sendable {
    let batchSize: Int

    /// - Parameter batchSize: instructions compiled at once: the function that is called and those
    ///   it leads to. More saves objects and links, less saves work.
    public init(batchSize: Int = 1500) { self.batchSize = batchSize }
}

/// Layers of a JIT, innermost first: the last one gets the module, the first hands units to the
/// code generator. Made by `LayerBuilder`.
public struct Layers: Sendable {
    var inside: [any UnitLayer] = []
    var reoptimize: Reoptimize?
    var outside: [any UnitLayer] = []
    var onDemand: CompileOnDemand?
    var whole: [any ModuleLayer] = []

    /// The layers of a closure such as `{ Reoptimize(); CompileOnDemand() }`.
    public init(@LayerBuilder _ build: () -> Layers) { self = build() }

    init() {}

    func process(_ module: ModuleReference) throws(JITError) {
        for layer in whole.reversed() {
            try Self.checked(module) { try layer.process(module) }
        }
    }

    func process(_ unit: inout CompilationUnit) throws(JITError) {
        for layer in outside.reversed() { try Self.run(layer, &unit) }
        if let reoptimize {
            do throws(LLVMError) { try reoptimize.process(&unit) } catch { throw .llvm(error) }
        }
        for layer in inside.reversed() { try Self.run(layer, &unit) }
    }

    private static func run(
        _ layer: any UnitLayer, _ unit: inout CompilationUnit
    ) throws(JITError) {
        var changed = unit
        defer { unit = changed }
        try checked(unit.module) { try layer.process(&changed) }
    }

    private static func checked(
        _ module: ModuleReference, _ body: () throws -> Void
    ) throws(JITError) {
        do {
            try body()
            #if DEBUG
                try module.verify()
            #endif
        } catch let error as JITError {
            throw error
        } catch let error as LLVMError {
            throw .llvm(error)
        } catch {
            throw .layer(cause: "\(error)")
        }
    }
}

/// Puts layers together. What does not fit does not compile: units exist only inside
/// `CompileOnDemand`, and at most one `Reoptimize` decides over them.
@resultBuilder
public enum LayerBuilder {
    /// Layers of units without `Reoptimize`.
    public struct Plain: Sendable { var layers: Layers }
    /// Layers of units with `Reoptimize`.
    public struct Tiered: Sendable { var layers: Layers }
    /// Layers up to `CompileOnDemand` and beyond.
    public struct Lazy: Sendable { var layers: Layers }

    /// Starts with a layer of units.
    public static func buildPartialBlock(first: some UnitLayer) -> Plain {
        buildPartialBlock(accumulated: Plain(layers: Layers()), next: first)
    }

    /// Starts with `Reoptimize`.
    public static func buildPartialBlock(first: Reoptimize) -> Tiered {
        buildPartialBlock(accumulated: Plain(layers: Layers()), next: first)
    }

    /// Starts with `CompileOnDemand`.
    public static func buildPartialBlock(first: CompileOnDemand) -> Lazy {
        buildPartialBlock(accumulated: Plain(layers: Layers()), next: first)
    }

    /// Adds a layer of units.
    public static func buildPartialBlock(
        accumulated: Plain, next: some UnitLayer
    ) -> Plain {
        var result = accumulated
        result.layers.inside.append(next)
        return result
    }

    /// Adds a layer of units outside `Reoptimize`.
    public static func buildPartialBlock(
        accumulated: Tiered, next: some UnitLayer
    ) -> Tiered {
        var result = accumulated
        result.layers.outside.append(next)
        return result
    }

    /// Adds `Reoptimize`.
    public static func buildPartialBlock(accumulated: Plain, next: Reoptimize) -> Tiered {
        var layers = accumulated.layers
        layers.reoptimize = next
        return Tiered(layers: layers)
    }

    /// Adds `CompileOnDemand`.
    public static func buildPartialBlock(accumulated: Plain, next: CompileOnDemand) -> Lazy {
        var layers = accumulated.layers
        layers.onDemand = next
        return Lazy(layers: layers)
    }

    /// Adds `CompileOnDemand`.
    public static func buildPartialBlock(accumulated: Tiered, next: CompileOnDemand) -> Lazy {
        buildPartialBlock(accumulated: Plain(layers: accumulated.layers), next: next)
    }

    /// Adds a layer of modules.
    public static func buildPartialBlock(
        accumulated: Lazy, next: some ModuleLayer
    ) -> Lazy {
        var result = accumulated
        result.layers.whole.append(next)
        return result
    }

    /// Layers without `CompileOnDemand`.
    public static func buildFinalResult(_ component: Plain) -> Layers { component.layers }

    /// Layers without `CompileOnDemand`.
    public static func buildFinalResult(_ component: Tiered) -> Layers { component.layers }

    /// Layers with `CompileOnDemand`.
    public static func buildFinalResult(_ component: Lazy) -> Layers { component.layers }
}
