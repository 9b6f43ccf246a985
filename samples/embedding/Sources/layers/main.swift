// A JIT of layers, one of them of its own: it counts what is compiled, and how often.
//
//     swift run layers program.bc function argument

import Foundation
import Reoptimization
import Synchronization

/// Counts the instructions that pass by, for each version of code.
final class InstructionCounter: UnitLayer {
    private let counts = Mutex<[Int: Int]>([:])

    func process(_ unit: inout CompilationUnit) {
        let version = unit.version
        let size = unit.bodies.reduce(0) { size, body in
            size + (unit.module.function(named: body.symbol)?.instructionCount ?? 0)
        }
        counts.withLock { $0[version, default: 0] += size }
    }

    var total: [(version: Int, instructions: Int)] {
        counts.withLock { counts in
            counts.sorted { $0.key < $1.key }.map { (version: $0.key, instructions: $0.value) }
        }
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let number = Int32(arguments[3]) else {
    print("usage: layers program.bc function argument")
    exit(64)
}

let pristine = InstructionCounter()
let generated = InstructionCounter()

// Innermost first: units come from below, and what stands above `Reoptimize` sees its work.
let jit = try ReoptimizingJIT {
    generated
    Reoptimize(policy: TierPolicy(hotEntries: 100, hotIterations: 10_000))
    pristine
    CompileOnDemand()
}
try jit.add(Bitcode(contentsOf: arguments[1]))

// Call until optimized code runs.
var result: CallValue?
while jit.statistics.tier1 == 0, jit.statistics.failures == 0 {
    result = try jit.call(arguments[2], .int32(number))
}
print("\(arguments[2])(\(number)) = \(result.map { "\($0)" } ?? "nothing")")
for (before, after) in zip(pristine.total, generated.total) {
    let what = before.version == 0 ? "quick" : "optimized"
    print("\(what): \(before.instructions) instructions, \(after.instructions) for the generator")
}
try jit.finish()
