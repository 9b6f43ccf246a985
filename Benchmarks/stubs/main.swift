// What stubs cost: creation, memory, redirection, beside each other. Run by `make bench-jit`.

import Dispatch
import LLVM
import Reoptimization

let count = 10_000
let redirections = 1_000_000

func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
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

// The first block of a process pays for page tables and code that is not in memory yet.
var times: [Double] = []
var block: StubBlock?
for _ in 0..<9 {
    times.append(try seconds { block = try StubBlock(count: count) { _ in targets[0] } })
}
guard let block else { fatalError("no stubs") }
row("slab, \(count) stubs", times.sorted()[4] * 1e3, "ms", goal: 50)
row("slab, memory", Double(block.byteSize) / 1024, "KiB", goal: 2048)
let slab = seconds {
    for index in 0..<redirections { block.redirect(index % count, to: targets[index & 1]) }
}
row("slab, a redirection", slab / Double(redirections) * 1e6, "us", goal: 1)

let session = try ExecutionSession(runtime: OrcRuntime.path())
var linked: LinkedStubs?
let creation = try seconds {
    linked = try LinkedStubs(
        in: session, prefix: "stub.",
        targets: [UInt64](repeating: targets[0], count: count))
}
guard let linked else { fatalError("no stubs") }
row("JITLink, \(count) stubs", creation * 1e3, "ms")
let single = try seconds {
    for index in 0..<1000 { try linked.redirect(index, to: targets[1]) }
}
row("JITLink, a redirection", single / 1000 * 1e6, "us")
let together = try seconds {
    try linked.redirect((0..<count).map { (symbol: $0, address: targets[0]) })
}
row("JITLink, a redirection of many", together / Double(count) * 1e6, "us")
