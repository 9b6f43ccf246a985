internal import Foundation
internal import LLVM
internal import Synchronization

/// Frees retired code that provably no thread is in.
///
/// A thread that is found outside of retired code once stays outside. So each retired version has
/// the threads that there were, and they are looked at from time to time until none is left:
/// threads that wait in a system call by a thread that optimizes, others by themselves when they
/// come by. Nobody is stopped. `StackScan.cpp` argues why what is seen of a thread is all.
final class Reclaimer: Sendable {
    /// Held while threads are looked at; program threads only try to take it.
    private let lock = NSLock()
    // These belong to the lock.
    private let wanted = Unchecked(Wanted())
    /// True while threads that come by are to look at themselves.
    private let isAsking = Atomic(false)
    private let obstacle = Locked<String?>(nil)
    private let pause = Locked(0.1)

    private struct Wanted {
        var codes: [CodeVersion] = []
        var ranges = CodeRanges([])
        /// Who did not look since the last sweep.
        var threads: Set<Int32> = []
    }

    private final class Unchecked<Value>: @unchecked Sendable {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    /// Why no code can be freed, if so.
    var reason: String? { obstacle.withLock { $0 } }

    /// From now on no code can be freed. The first reason counts.
    func forbid(_ reason: String) { obstacle.withLock { $0 = $0 ?? reason } }

    /// Seconds between sweeps, at least: they are to take a twentieth of a thread's time at most.
    var leastPause: Double { pause.withLock { $0 } }

    func noteSweep(seconds: Double) { pause.withLock { $0 = max(0.1, 20 * seconds) } }

    /// A thread of the program comes by, with no code at hand that it will go to.
    func pass() {
        if StackScan.isOnForeignStack { forbid("threads leave their stacks") }
        guard isAsking.load(ordering: .relaxed), lock.try() else { return }
        defer { lock.unlock() }
        let thread = StackScan.ownThread
        guard wanted.value.threads.remove(thread) != nil,
            let found = StackScan.own(wanted.value.ranges)
        else { return }
        clear(thread, wanted.value.codes, found)
    }

    /// Looks at threads once.
    ///
    /// - Parameter codes: retired code, by address. Nothing leads there any more.
    /// - Returns: what can be freed, and whether more may be later.
    func sweep(_ codes: [CodeVersion]) -> (unused: [CodeVersion], isLeft: Bool) {
        guard !codes.isEmpty, reason == nil else { return ([], false) }
        lock.lock()
        defer { lock.unlock() }
        // After the code retired: who comes later has not been there.
        guard let alive = StackScan.threads() else { return ([], true) }
        let threads = alive.subtracting(EngineThreads.numbers)
        for code in codes { code.threads = code.threads?.intersection(threads) ?? threads }
        look(codes)
        // Threads may have been found on stacks that a module, new since, gave them.
        guard reason == nil else { return ([], false) }
        let left = codes.filter { $0.threads?.isEmpty == false }
        ask(left)
        return (codes.filter { $0.threads?.isEmpty == true }, !left.isEmpty)
    }

    private func look(_ codes: [CodeVersion]) {
        let own = StackScan.ownThread
        let ranges = CodeRanges(codes.map(\.range))
        for thread in codes.reduce(into: Set<Int32>(), { $0.formUnion($1.threads ?? []) }).sorted()
        {
            let found =
                thread == own ? StackScan.own(ranges) : StackScan.thread(thread, ranges)
            if let found { clear(thread, codes, found) }
        }
    }

    private func clear(_ thread: Int32, _ codes: [CodeVersion], _ found: [Bool]) {
        for (code, isThere) in zip(codes, found) where !isThere { code.threads?.remove(thread) }
    }

    private func ask(_ codes: [CodeVersion]) {
        wanted.value = Wanted(
            codes: codes, ranges: CodeRanges(codes.map(\.range)),
            threads: codes.reduce(into: []) { $0.formUnion($1.threads ?? []) })
        isAsking.store(!codes.isEmpty, ordering: .relaxed)
    }
}

/// Threads that optimize, in all JITs: no code of programs runs on them.
enum EngineThreads {
    private static let known = Locked<Set<Int32>>([])

    static var numbers: Set<Int32> { known.withLock { $0 } }

    static func add() { known.withLock { _ = $0.insert(StackScan.ownThread) } }

    /// Also for those that call the program after all, from a layer of somebody's own.
    static func remove() { known.withLock { _ = $0.remove(StackScan.ownThread) } }
}
