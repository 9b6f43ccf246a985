// The ray tracer in Swift: see ../classic/raytracer.cpp. Shapes are a protocol, materials classes.
//
//   raytracer SEED WIDTH
#if canImport(Glibc)
    import Glibc
#endif

struct Random {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 2 &+ 1 }
    mutating func draw(_ bound: UInt32) -> UInt32 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt32(((state >> 32) &* UInt64(bound)) >> 32)
    }
    mutating func share() -> Double { Double(draw(1000)) / 1000 }
}

struct Vector {
    var x = 0.0
    var y = 0.0
    var z = 0.0
    init(_ x: Double, _ y: Double, _ z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }
    static func + (a: Vector, b: Vector) -> Vector { Vector(a.x + b.x, a.y + b.y, a.z + b.z) }
    static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y, a.z - b.z) }
    static func * (a: Vector, f: Double) -> Vector { Vector(a.x * f, a.y * f, a.z * f) }
    func dot(_ o: Vector) -> Double { x * o.x + y * o.y + z * o.z }
    func cross(_ o: Vector) -> Vector {
        Vector(y * o.z - z * o.y, z * o.x - x * o.z, x * o.y - y * o.x)
    }
    var unit: Vector { self * (1 / dot(self).squareRoot()) }
}

struct Ray {
    let origin: Vector
    let direction: Vector
    func at(_ distance: Double) -> Vector { origin + direction * distance }
}

class Material {
    func colour(at point: Vector) -> Vector { Vector(0, 0, 0) }
    var mirrored: Double { 0 }
    func shine(_ cosine: Double) -> Double { 0 }
}

class Matte: Material {
    let paint: Vector
    init(_ paint: Vector) { self.paint = paint }
    override func colour(at point: Vector) -> Vector { paint }
}

class Glossy: Matte {
    let share: Double
    init(_ paint: Vector, mirrored: Double) {
        share = mirrored
        super.init(paint)
    }
    override var mirrored: Double { share }
    override func shine(_ cosine: Double) -> Double {
        let square = cosine * cosine
        let fourth = square * square
        return fourth * fourth * fourth * fourth
    }
}

class Checkered: Material {
    override func colour(at point: Vector) -> Vector {
        let square = Int(point.x.rounded(.down) + point.z.rounded(.down))
        return square & 1 == 0 ? Vector(0.9, 0.9, 0.9) : Vector(0.2, 0.3, 0.2)
    }
}

let nothing = Double.infinity
let near = 1e-6

protocol Shape {
    /// The distance at which a ray meets it first, or `nothing`.
    func meets(_ ray: Ray) -> Double
    func normal(at point: Vector) -> Vector
    var material: Material { get }
}

struct Sphere: Shape {
    let material: Material
    let centre: Vector
    let radius: Double
    func meets(_ ray: Ray) -> Double {
        let to = ray.origin - centre
        let half = to.dot(ray.direction)
        let root = half * half - to.dot(to) + radius * radius
        if root < 0 { return nothing }
        let square = root.squareRoot()
        if -half - square > near { return -half - square }
        return -half + square > near ? -half + square : nothing
    }
    func normal(at point: Vector) -> Vector { (point - centre).unit }
}

struct Plane: Shape {
    let material: Material
    let normal: Vector
    let offset: Double
    func meets(_ ray: Ray) -> Double {
        let slope = normal.dot(ray.direction)
        if slope > -near && slope < near { return nothing }
        let distance = (offset - normal.dot(ray.origin)) / slope
        return distance > near ? distance : nothing
    }
    func normal(at point: Vector) -> Vector { normal }
}

final class Triangle: Shape {
    let material: Material
    let a: Vector
    let ab: Vector
    let ac: Vector
    let normal: Vector
    init(_ material: Material, _ a: Vector, _ b: Vector, _ c: Vector) {
        self.material = material
        self.a = a
        ab = b - a
        ac = c - a
        normal = ab.cross(ac).unit
    }
    func meets(_ ray: Ray) -> Double {
        let p = ray.direction.cross(ac)
        let determinant = ab.dot(p)
        if determinant > -near && determinant < near { return nothing }
        let to = ray.origin - a
        let u = to.dot(p) / determinant
        if u < 0 || u > 1 { return nothing }
        let q = to.cross(ab)
        let v = ray.direction.dot(q) / determinant
        if v < 0 || u + v > 1 { return nothing }
        let distance = ac.dot(q) / determinant
        return distance > near ? distance : nothing
    }
    func normal(at point: Vector) -> Vector { normal }
}

struct Box: Shape {
    let material: Material
    let low: Vector
    let high: Vector
    func meets(_ ray: Ray) -> Double {
        var from = -nothing
        var to = nothing
        func slab(_ origin: Double, _ direction: Double, _ low: Double, _ high: Double) {
            let one = (low - origin) / direction
            let other = (high - origin) / direction
            let (enter, leave) = one > other ? (other, one) : (one, other)
            if from < enter { from = enter }
            if leave < to { to = leave }
        }
        slab(ray.origin.x, ray.direction.x, low.x, high.x)
        slab(ray.origin.y, ray.direction.y, low.y, high.y)
        slab(ray.origin.z, ray.direction.z, low.z, high.z)
        if from > to { return nothing }
        if from > near { return from }
        return to > near ? to : nothing
    }
    func normal(at point: Vector) -> Vector {
        let middle = (low + high) * 0.5
        let half = (high - low) * 0.5
        let to = point - middle
        let (x, y, z) = (to.x / half.x, to.y / half.y, to.z / half.z)
        if abs(x) > abs(y) && abs(x) > abs(z) { return Vector(x > 0 ? 1 : -1, 0, 0) }
        if abs(y) > abs(z) { return Vector(0, y > 0 ? 1 : -1, 0) }
        return Vector(0, 0, z > 0 ? 1 : -1)
    }
}

struct Scene {
    var shapes: [any Shape] = []
    let lamp = Vector(-6, 12, -4)

    init(seed: UInt64) {
        var random = Random(seed: seed)
        var materials: [Material] = []
        for number in 0..<8 {
            let red = random.share()
            let green = random.share()
            let paint = Vector(red, green, random.share())
            materials.append(
                number % 2 == 0
                    ? Matte(paint) : Glossy(paint, mirrored: 0.2 + 0.5 * random.share()))
        }
        shapes.append(Plane(material: Checkered(), normal: Vector(0, 1, 0), offset: 0))
        for _ in 0..<40 {
            let material = materials[Int(random.draw(8))]
            let x = random.share() * 16 - 8
            let z = random.share() * 16 + 2
            let place = Vector(x, 0.4 + random.share() * 3, z)
            let size = 0.3 + random.share() * 0.7
            let kind = random.draw(10)
            let half = Vector(size, size, size) * 0.5
            if kind < 6 {
                shapes.append(Sphere(material: material, centre: place, radius: size))
            } else if kind < 8 {
                shapes.append(Box(material: material, low: place - half, high: place + half))
            } else {
                shapes.append(
                    Triangle(
                        material, place, place + Vector(size, 2, 0),
                        place + Vector(0, 1, size * 2)))
            }
        }
    }

    func trace(_ ray: Ray, _ depth: Int) -> Vector {
        var distance = nothing
        var found: (any Shape)?
        for shape in shapes {
            let at = shape.meets(ray)
            if at < distance {
                distance = at
                found = shape
            }
        }
        guard let shape = found else {
            return Vector(0.4, 0.6, 0.9) * (1 - 0.5 * ray.direction.y)
        }
        let point = ray.at(distance)
        var normal = shape.normal(at: point)
        if normal.dot(ray.direction) > 0 { normal = normal * -1 }
        let material = shape.material
        let colour = material.colour(at: point)
        var light = colour * 0.15
        let toLamp = lamp - point
        let away = toLamp.dot(toLamp).squareRoot()
        let towards = Ray(origin: point, direction: toLamp * (1 / away))
        if !isShadowed(towards, away) {
            let cosine = normal.dot(towards.direction)
            if cosine > 0 {
                let shine = material.shine(cosine)
                light = light + colour * cosine + Vector(shine, shine, shine)
            }
        }
        let mirrored = material.mirrored
        if mirrored > 0 && depth > 0 {
            let back = normal * (2 * normal.dot(ray.direction))
            let reflected = Ray(origin: point, direction: (ray.direction - back).unit)
            light = light * (1 - mirrored) + trace(reflected, depth - 1) * mirrored
        }
        return light
    }

    func isShadowed(_ ray: Ray, _ distance: Double) -> Bool {
        for shape in shapes where shape.meets(ray) < distance { return true }
        return false
    }
}

func shade(_ light: Double) -> UInt64 { UInt64(min(1, max(0, light)) * 255) }

func main() {
    let arguments = CommandLine.arguments
    let scene = Scene(seed: arguments.count > 1 ? UInt64(arguments[1])! : 1)
    let width = arguments.count > 2 ? Int(arguments[2])! : 300
    let height = width * 2 / 3
    var sum: UInt64 = 14_695_981_039_346_656_037
    for y in 0..<height {
        for x in 0..<width {
            let scale = Double(width) * 0.6
            let direction = Vector(
                Double(x - width / 2) / scale, Double(height / 2 - y) / scale, 1)
            let ray = Ray(origin: Vector(0, 2, -6), direction: direction.unit)
            let colour = scene.trace(ray, 3)
            for light in [colour.x, colour.y, colour.z] {
                sum = (sum ^ shade(light)) &* 1_099_511_628_211
            }
        }
    }
    let digits = String(sum, radix: 16)
    let padded = String(repeating: "0", count: 16 - digits.count) + digits
    print("\(width) x \(height): \(padded)")
}

main()
