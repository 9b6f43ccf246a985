internal import DevirtProfile
public import LLVM

/// A call site of a running program, as its own code and the optimizer know it: the module, the
/// function's number in it and the position among the function's sites.
///
/// Copies of a function, and of its sites in other functions, are the same site: calls carry it as
/// metadata from the moment the module is read.
public struct LiveSite: Hashable, Sendable {
    static let metadata = "devirt.site"

    /// The module's number.
    public let module: Int
    /// The function's number in the module.
    public let function: Int
    /// Position among the indirect calls of the function, in instruction order.
    public let ordinal: Int

    /// A site by its numbers.
    public init(module: Int, function: Int, ordinal: Int) {
        self.module = module
        self.function = function
        self.ordinal = ordinal
    }

    /// The site a call was marked as.
    public init?(_ call: CallInstruction) {
        let numbers = call.instruction.integers(ofMetadata: Self.metadata)
        guard numbers.count == 3 else { return nil }
        self.init(
            module: Int(numbers[0]), function: Int(numbers[1]), ordinal: Int(numbers[2]))
    }

    /// Marks the indirect calls of a function in `module` as the sites of a function, normally of
    /// itself.
    ///
    /// - Parameters:
    ///   - owner: the number of the function's module.
    ///   - number: the function's number there.
    public static func mark(
        _ function: Function, owner: Int, number: Int, in module: ModuleReference
    ) {
        for (ordinal, call) in function.indirectCalls.enumerated() {
            let node = module.metadata(
                node: [owner, number, ordinal].map {
                    module.metadata(module.constant(UInt64($0), bits: 64))
                })
            call.instruction.setMetadata(metadata, node)
        }
    }
}

extension Function {
    /// The indirect calls in instruction order.
    public var indirectCalls: [CallInstruction] {
        blocks.flatMap { block in
            block.instructions.compactMap { instruction in
                instruction.call.flatMap { $0.isIndirect ? $0 : nil }
            }
        }
    }
}
