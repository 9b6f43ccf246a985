internal import CLLVM

/// What the heads of loops do in each iteration: if their counter is below zero, they call `enter`
/// for a continuation of the function and, if there is one, go on there. See `DevirtLoopChecks`.
public struct LoopChecks {
    /// Who changes the counters.
    public enum Counters {
        /// The code itself, one an iteration, from `threshold` down.
        case counted(from: Int32)
        /// Others: loops with indirect calls, or calls of `callees`, look at the counters, which
        /// `make` gives for a number of loops. They must live as long as the code.
        case watched(callees: [Function], make: (Int) -> UnsafeMutablePointer<Int32>)
    }

    /// The symbol to call.
    public let enter: String
    /// What it is told.
    public let token: UInt64
    /// Set in the numbers of loops that it is told.
    public let label: UInt32
    /// Who changes the counters.
    public let counters: Counters
    /// The symbol of the counters: the code holds no address of them; nil: they have none.
    public let symbol: String?

    /// Checks of one body.
    public init(
        enter: String, token: UInt64, label: UInt32 = 0, counters: Counters, symbol: String? = nil
    ) {
        self.symbol = symbol
        self.enter = enter
        self.token = token
        self.label = label
        self.counters = counters
    }

    private final class Maker {
        let make: (Int) -> UnsafeMutablePointer<Int32>
        init(_ make: @escaping (Int) -> UnsafeMutablePointer<Int32>) { self.make = make }
    }

    func withRaw<R>(_ body: (UnsafePointer<DevirtLoopChecks>) -> R) -> R {
        guard let symbol else { return withRaw(symbol: nil, body) }
        return symbol.withCString { withRaw(symbol: $0, body) }
    }

    private func withRaw<R>(
        symbol: UnsafePointer<CChar>?, _ body: (UnsafePointer<DevirtLoopChecks>) -> R
    ) -> R {
        enter.withCString { enter in
            var raw = DevirtLoopChecks()
            raw.countersSymbol = symbol
            raw.enter = enter
            raw.token = token
            raw.label = label
            switch counters {
            case .counted(let threshold):
                raw.threshold = threshold
                return body(&raw)
            case .watched(let callees, let make):
                let maker = Maker(make)
                raw.makeCounters = { loops, context in
                    Unmanaged<Maker>.fromOpaque(context!).takeUnretainedValue().make(loops)
                }
                let values: [LLVMValueRef?] = callees.map(\.raw)
                return values.withUnsafeBufferPointer { values in
                    raw.callees = values.baseAddress
                    raw.calleeCount = values.count
                    return withExtendedLifetime(maker) {
                        raw.context = Unmanaged.passUnretained(maker).toOpaque()
                        return body(&raw)
                    }
                }
            }
        }
    }
}

extension ModuleReference {
    /// Moves what loops with watched counters ask from their heads to the iterations in which a
    /// guard missed. For innermost loops with one latch, where little code follows a miss; loops in
    /// which no guard can miss ask no more. O(loops * size of their functions).
    ///
    /// - Parameter missed: metadata of branches that only run where no guard caught a call.
    /// - Returns: how many loops were changed.
    @discardableResult
    public func sinkLoopChecks(missed: String) -> Int { Int(DevirtSinkLoopChecks(raw, missed)) }
}
