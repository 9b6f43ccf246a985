// One site that calls witnesses of a protocol, one of which throws now and then. What follows needs
// the metadata of types: names, casts, generic types, key paths.
struct Failure: Error {
    let value: Int
}

protocol Operation {
    func apply(_ value: Int) throws -> Int
}

struct Add: Operation {
    let amount: Int

    func apply(_ value: Int) throws -> Int { value &+ amount }
}

struct Double: Operation {
    func apply(_ value: Int) throws -> Int {
        if value % 7 == 0 { throw Failure(value: value) }
        return value &* 2
    }
}

@inline(never)
func run(_ operations: [any Operation], rounds: Int) -> Int {
    var sum = 0
    for round in 0..<rounds {
        for operation in operations {
            do {
                sum = sum &+ (try operation.apply(round))
            } catch let failure as Failure {
                sum = sum &- failure.value
            } catch {
                return 0
            }
        }
    }
    return sum
}

func read<T>(_ value: T, _ path: KeyPath<T, Int>) -> Int { value[keyPath: path] }

let arguments = CommandLine.arguments
let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 10_000_000
print(run([Add(amount: 3), Add(amount: 4), Double()], rounds: rounds))
let anything: Any = Double()
print(anything is any Operation, anything as? Int as Any, type(of: [1: Add(amount: 2)]))
print(read(Add(amount: 5), \.amount), ["b", "a", "c"].sorted { $0 > $1 })
print(Mirror(reflecting: Add(amount: 6)).children.map { "\($0.label ?? "")=\($0.value)" })
