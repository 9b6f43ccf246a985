internal import LLVM

/// Where running code reports what is hot: code has only numbers, so tokens lead to modules.
enum HotReports {
    /// What takes the reports of a module.
    protocol Receiver: AnyObject, Sendable {
        /// A function's counter reached zero.
        func isHot(function: Int)

        /// A loop's counter went below zero: sets it anew, and says where to go on, 0 for here.
        func isHot(
            loop: LoopEntries.Key, from reporter: LoopEntries.Reporter,
            counters: LoopEntries.Counters
        ) -> UInt

        /// Guards in a version of the function's code missed often; may set the counter of misses
        /// anew.
        func missed(function: Int, version: Int, counter: UnsafeMutablePointer<Int32>)
    }

    private struct WeakReceiver {
        weak var receiver: (any Receiver)?
    }

    private static let receivers = Locked<[UInt32: WeakReceiver]>([:])
    private static let nextSlot = Locked<UInt32>(0)

    /// A number for a module, unique in the process.
    static func makeSlot() -> UInt32 {
        nextSlot.withLock { slot in
            defer { slot += 1 }
            return slot
        }
    }

    static func token(slot: UInt32, function: Int) -> UInt64 {
        UInt64(slot) << 32 | UInt64(function)
    }

    static func register(slot: UInt32, _ receiver: any Receiver) {
        receivers.withLock { $0[slot] = WeakReceiver(receiver: receiver) }
    }

    static func unregister(slot: UInt32) {
        _ = receivers.withLock { $0.removeValue(forKey: slot) }
    }

    private static func receiver(of token: UInt64) -> (any Receiver)? {
        receivers.withLock { $0[UInt32(token >> 32)]?.receiver }
    }

    private static func function(of token: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: token)) }

    /// The symbols code calls, and where they lead.
    static let functionSymbol = "__devirt_hot"
    static let loopSymbol = "__devirt_loop"
    static let missSymbol = "__devirt_missed"

    static var addresses: [(name: String, address: UInt64)] {
        [
            (functionSymbol, UInt64(unsafeBitCast(functionEntry, to: UInt.self))),
            (loopSymbol, StackScan.loopHook(loopEntry)),
            (missSymbol, UInt64(unsafeBitCast(missEntry, to: UInt.self))),
        ]
    }

    private static let functionEntry: @convention(c) (UInt64) -> Void = { token in
        ForkGate.hold { receiver(of: token)?.isHot(function: function(of: token)) }
    }

    private static let loopEntry: StackScan.LoopAnswer = {
        token, label, counters in
        guard let counters else { return 0 }
        let key = LoopEntries.Key(
            function: function(of: token), loop: LoopEntries.Reporter.loop(label: label))
        return ForkGate.hold {
            receiver(of: token)?.isHot(
                loop: key, from: LoopEntries.Reporter(label: label),
                counters: LoopEntries.Counters(base: counters))
        } ?? 0
    }

    private static let missEntry:
        @convention(c) (UInt64, UInt32, UnsafeMutablePointer<Int32>) -> Void = {
            token, version, counter in
            ForkGate.hold {
                receiver(of: token)?.missed(
                    function: function(of: token), version: Int(version), counter: counter)
            }
        }
}
