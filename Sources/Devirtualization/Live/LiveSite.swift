internal import DevirtProfile
public import LLVM

/// A call site of a running program, as its own code and the optimizer know it: the function's
/// number in its module and the position among the function's sites.
///
/// Copies of a function, and of its sites in other functions, are the same site: calls carry it as
/// metadata from the moment the module is read.
public struct LiveSite: Hashable, Sendable {
    private static let metadata = "devirt.site"

    /// The function's number.
    public let function: Int
    /// Position among the indirect calls of the function, in instruction order.
    public let ordinal: Int

    /// A site by its numbers.
    public init(function: Int, ordinal: Int) {
        self.function = function
        self.ordinal = ordinal
    }

    /// The site a call was marked as.
    public init?(_ call: CallInstruction) {
        let numbers = call.instruction.integers(ofMetadata: Self.metadata)
        guard numbers.count == 2 else { return nil }
        self.init(function: Int(numbers[0]), ordinal: Int(numbers[1]))
    }

    /// Marks the indirect calls of a function as its sites.
    ///
    /// - Parameter number: the function's number.
    public static func mark(_ function: Function, number: Int, in module: ModuleReference) {
        for (ordinal, call) in function.indirectCalls.enumerated() {
            let node = module.metadata(node: [
                module.metadata(module.constant(UInt64(number), bits: 64)),
                module.metadata(module.constant(UInt64(ordinal), bits: 64)),
            ])
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
