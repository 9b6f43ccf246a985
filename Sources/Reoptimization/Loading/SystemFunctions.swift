internal import Foundation
internal import LLVM

extension ReoptimizingJIT {
    /// Makes functions known that the C library links into each program statically, so that the
    /// process does not export them.
    func defineStaticSystemFunctions() throws(LLVMError) {
        let atQuickExit: @convention(c) (@convention(c) () -> Void) -> Int32 = at_quick_exit
        let atFork:
            @convention(c) (
                (@convention(c) () -> Void)?, (@convention(c) () -> Void)?,
                (@convention(c) () -> Void)?
            ) -> Int32 = pthread_atfork
        let functions = [
            ("at_quick_exit", unsafeBitCast(atQuickExit, to: UInt.self)),
            ("pthread_atfork", unsafeBitCast(atFork, to: UInt.self)),
        ]
        try session.define(
            functions.map { .init(name: $0.0, address: UInt64($0.1), isWeak: true) })
    }
}
