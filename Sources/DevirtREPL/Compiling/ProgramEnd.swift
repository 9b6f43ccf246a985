internal import Foundation

/// Destructors and `atexit` functions of inputs: those of an input run when it is taken back, as those
/// of a library that is unloaded, and all others when the process ends, in reverse order. Each input
/// has a `__dso_handle` of its own for that.
enum ProgramEnd {
    /// What stands for an input where libc keeps its destructors.
    final class Handle {
        private let input: UInt64
        private let place = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)

        init(input: UInt64) { self.input = input }

        // Never freed: libc compares with it until the process ends.
        var symbol: (name: String, address: UInt) {
            (ProgramEnd.handleName(input), UInt(bitPattern: place))
        }

        /// Runs the destructors of the input.
        func finalize() { ProgramEnd.runDestructors(place) }

        func add(_ function: @escaping Function) {
            _ = ProgramEnd.registerDestructor(
                unsafeBitCast(function, to: UnsafeRawPointer.self), nil, place)
        }
    }

    typealias Function = @convention(c) () -> Void

    /// The input that runs; for the thread of the session.
    nonisolated(unsafe) static var current: Handle?

    /// The name of what an input means by `name`; nil: it is right.
    static func name(for name: String, input: UInt64) -> String? {
        switch name {
        case "__dso_handle": handleName(input)
        case "__cxa_atexit": destructorName
        case "atexit": atexitName
        default: nil
        }
    }

    static var symbols: [(name: String, address: UInt)] {
        [
            (destructorName, UInt(bitPattern: libc("__cxa_atexit"))),
            (atexitName, unsafeBitCast(atexitEntry, to: UInt.self)),
        ]
    }

    private static let destructorName = "__devirt_cxa_atexit"
    private static let atexitName = "__devirt_atexit"

    private static func handleName(_ input: UInt64) -> String { "__devirt_dso_handle.\(input)" }

    private static let atexitEntry: @convention(c) (Function?) -> Int32 = { function in
        guard let function, let current else { return 1 }
        current.add(function)
        return 0
    }

    private typealias Register =
        @convention(c) (UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
    private typealias Finalize = @convention(c) (UnsafeRawPointer?) -> Void

    private static let registerDestructor = unsafeBitCast(
        libc("__cxa_atexit"), to: Register.self)
    private static let runDestructors = unsafeBitCast(libc("__cxa_finalize"), to: Finalize.self)

    private static func libc(_ name: String) -> UnsafeMutableRawPointer {
        guard let found = dlsym(nil, name) else { fatalError("no \(name) in libc") }
        return found
    }
}
