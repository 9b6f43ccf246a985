// One site that calls methods of three classes. A profile shows two targets; an optimizer should
// guard and inline both.
class Shape {
    func area(_ scale: Int) -> Int { 0 }
}

final class Square: Shape {
    let side: Int

    init(_ side: Int) { self.side = side }

    override func area(_ scale: Int) -> Int { side &* side &+ scale }
}

class Rectangle: Shape {
    var width = 2
    var height = 3

    override func area(_ scale: Int) -> Int { width &* height &- scale }
}

@inline(never)
func total(_ shapes: [Shape], rounds: Int) -> Int {
    var sum = 0
    for round in 0..<rounds {
        for shape in shapes { sum = sum &+ shape.area(round) }
    }
    return sum
}

let arguments = CommandLine.arguments
let rounds = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 30_000_000
print(total([Square(3), Square(4), Square(5), Rectangle()], rounds: rounds))
