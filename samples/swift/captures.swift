// Two sites that call closures which may throw: some capture a variable, some are functions without
// a context or that never throw. A profile shows all; an optimizer should guard the frequent ones,
// leave out the context and the error where a callee has none, and inline them.
struct Odd: Error {
    let value: Int
}

@inline(never)
func double(_ value: Int) -> Int { value &* 2 }

@inline(never)
func checked(_ value: Int) throws -> Int {
    if value % 1024 == 1023 { throw Odd(value: value) }
    return value &+ 1
}

@inline(never)
func apply(_ steps: [(Int) throws -> Int], rounds: Int) -> Int {
    var sum = 0
    for round in 0..<rounds {
        for step in steps {
            do { sum = sum &+ (try step(round)) } catch { sum = sum &- 1 }
        }
    }
    return sum
}

/// Calls a closure that takes and returns what fits into registers.
@inline(never)
func iterate(_ rounds: Int, _ step: (Int) -> Int) -> Int {
    var value = 1
    for _ in 0..<rounds { value = step(value) }
    return value
}

@inline(never)
func steps(_ amount: Int) -> [(Int) throws -> Int] {
    [double, { $0 &+ amount }, checked, double]
}

let arguments = CommandLine.arguments
let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 10_000_000
print(apply(steps(rounds), rounds: rounds))
let factor = rounds | 1
var chosen: (Int) -> Int = { ($0 ^ 5) &+ 3 }
for round in 0..<4 {
    print(iterate(rounds, chosen))
    chosen = round % 2 == 0 ? { $0 &* factor &+ 1 } : { ($0 ^ 5) &+ 3 }
}
