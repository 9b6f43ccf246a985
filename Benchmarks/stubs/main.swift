// What stubs cost: creation, memory, redirection, beside each other. Run by `make bench-jit`.

import Dispatch
import LLVM
import Reoptimization

let count = 10_000
let redirections = 1_000_000

/// What `body` returns, and the seconds it took.
func timed<R>(_ body: () throws -> R) rethrows -> (result: R, seconds: Double) {
    let start = DispatchTime.now().uptimeNanoseconds
    let result = try body()
    return (result, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
}

func row(_ name: String, _ value: Double, _ unit: String, goal: Double? = nil) {
    let rounded = (value * 100).rounded() / 100
    let goal = goal.map { ", goal <= \($0): \(value <= $0 ? "met" : "missed")" } ?? ""
    print("\(name): \(rounded) \(unit)\(goal)")
}

typealias Answer = @convention(c) () -> Int32
let one: Answer = { 1 }
let two: Answer = { 2 }
let targets = [one, two].map { UInt64(unsafeBitCast($0, to: UInt.self)) }

func makeBlock() throws -> StubBlock { try StubBlock(count: count) { _ in targets[0] } }

// The first block of a process pays for page tables and code that is not in memory yet.
let times = try (0..<9).map { _ in try timed(makeBlock).seconds }
let block = try makeBlock()
row("slab, \(count) stubs", times.sorted()[4] * 1e3, "ms", goal: 50)
row("slab, memory", Double(block.byteSize) / 1024, "KiB", goal: 2048)
let slab = timed {
    for index in 0..<redirections { block.redirect(index % count, to: targets[index & 1]) }
}
row("slab, a redirection", slab.seconds / Double(redirections) * 1e6, "us", goal: 1)

let session = try ExecutionSession(runtime: OrcRuntime.path())
let (linked, creation) = try timed {
    try LinkedStubs(
        in: session, prefix: "stub.",
        targets: [UInt64](repeating: targets[0], count: count))
}
row("JITLink, \(count) stubs", creation * 1e3, "ms")
let single = try timed {
    for index in 0..<1000 { try linked.redirect(index, to: targets[1]) }
}
row("JITLink, a redirection", single.seconds / 1000 * 1e6, "us")
let together = try timed {
    try linked.redirect((0..<count).map { (symbol: $0, address: targets[0]) })
}
row("JITLink, a redirection of many", together.seconds / Double(count) * 1e6, "us")
