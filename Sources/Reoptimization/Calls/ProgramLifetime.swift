internal import Foundation
internal import LLVM

/// Sees to it that constructors run once, before other code of the program, and destructors once.
final class ProgramLifetime: @unchecked Sendable {
    // Recursive: what a constructor calls may lead back here.
    private let lock = NSRecursiveLock()
    // These belong to the lock.
    private var constructedModules = 0
    private var failure: JITError?
    // Not under the lock: `exit` may be called while a constructor runs.
    private let isOpen = Locked(false)

    /// Calls `run` if there are modules whose constructors did not run; other threads wait for it.
    ///
    /// - Parameter run: gets the numbers of these modules.
    /// - Throws: what `run` throws, from then on always: data that was not linked never will be.
    func construct(
        modules: Int, _ run: (Range<Int>) throws(JITError) -> Void
    ) throws(JITError) {
        lock.lock()
        defer { lock.unlock() }
        if let failure { throw failure }
        guard modules > constructedModules else { return }
        let new = constructedModules..<modules
        constructedModules = modules
        isOpen.withLock { $0 = true }
        do throws(JITError) { try run(new) } catch {
            failure = error
            throw error
        }
    }

    /// Notes a module whose constructors are run apart.
    func noteConstructed() {
        lock.lock()
        defer { lock.unlock() }
        constructedModules += 1
        isOpen.withLock { $0 = true }
    }

    /// Forgets a module that is removed.
    func forgetConstructed() {
        lock.lock()
        defer { lock.unlock() }
        constructedModules -= 1
    }

    /// Calls `run` if there is something to destroy.
    func destruct(_ run: () throws(JITError) -> Void) throws(JITError) {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { try run() }
    }
}
