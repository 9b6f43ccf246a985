internal import Synchronization

/// Where running code reports hot functions: code has only numbers, so tokens lead to modules.
enum HotFunctions {
    /// The symbol code calls.
    static let symbol = "__devirt_hot"

    private static let receivers = Mutex<[UInt32: @Sendable (Int) -> Void]>([:])
    private static let nextSlot = Mutex<UInt32>(0)
    private static let slotShift: UInt32 = 24

    /// Modules whose code can report; functions of further ones stay quick code.
    static let slots: UInt32 = 1 << (32 - slotShift)

    /// A number for a module, unique in the process.
    static func makeSlot() -> UInt32 {
        nextSlot.withLock { slot in
            defer { slot += 1 }
            return slot
        }
    }

    static func token(slot: UInt32, function: Int) -> UInt32 {
        slot << slotShift | UInt32(function)
    }

    static func register(slot: UInt32, _ receiver: @escaping @Sendable (Int) -> Void) {
        receivers.withLock { $0[slot] = receiver }
    }

    static func unregister(slot: UInt32) {
        receivers.withLock { $0[slot] = nil }
    }

    /// Called by quick code when a counter reaches zero.
    static let entry: @convention(c) (UInt32) -> Void = { token in
        let receiver = receivers.withLock { $0[token >> slotShift] }
        receiver?(Int(token & (1 << slotShift - 1)))
    }
}
