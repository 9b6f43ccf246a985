// One site that calls closures: a function, a closure without and one with a captured variable.
@inline(never)
func fold(_ count: Int, _ combine: (Int, Int) -> Int) -> Int {
    var result = 0
    for index in 0..<count { result = combine(result, index) }
    return result
}

let arguments = CommandLine.arguments
let count = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 30_000_000
var factor = 3
let closures: [(String, (Int, Int) -> Int)] = [
    ("plus", { $0 &+ $1 }), ("scaled", { $0 &+ $1 &* factor }), ("xor", (^)),
]
for (name, closure) in closures {
    factor += 1
    print(name, fold(count, closure))
}
