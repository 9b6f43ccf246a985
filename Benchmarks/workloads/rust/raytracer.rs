// The ray tracer in Rust: see ../classic/raytracer.cpp. Shapes and materials are trait objects.
//
//   raytracer SEED WIDTH
use std::ops::{Add, Mul, Sub};
use std::rc::Rc;

struct Random(u64);

impl Random {
    fn draw(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (((self.0 >> 32) * u64::from(bound)) >> 32) as u32
    }
    fn share(&mut self) -> f64 {
        f64::from(self.draw(1000)) / 1000.0
    }
}

#[derive(Clone, Copy)]
struct Vector(f64, f64, f64);

impl Add for Vector {
    type Output = Vector;
    fn add(self, o: Vector) -> Vector {
        Vector(self.0 + o.0, self.1 + o.1, self.2 + o.2)
    }
}
impl Sub for Vector {
    type Output = Vector;
    fn sub(self, o: Vector) -> Vector {
        Vector(self.0 - o.0, self.1 - o.1, self.2 - o.2)
    }
}
impl Mul<f64> for Vector {
    type Output = Vector;
    fn mul(self, f: f64) -> Vector {
        Vector(self.0 * f, self.1 * f, self.2 * f)
    }
}
impl Vector {
    fn dot(self, o: Vector) -> f64 {
        self.0 * o.0 + self.1 * o.1 + self.2 * o.2
    }
    fn cross(self, o: Vector) -> Vector {
        Vector(
            self.1 * o.2 - self.2 * o.1,
            self.2 * o.0 - self.0 * o.2,
            self.0 * o.1 - self.1 * o.0,
        )
    }
    fn unit(self) -> Vector {
        self * (1.0 / self.dot(self).sqrt())
    }
}

struct Ray {
    origin: Vector,
    direction: Vector,
}

trait Material {
    fn colour(&self, point: Vector) -> Vector;
    fn mirrored(&self) -> f64 {
        0.0
    }
    fn shine(&self, _cosine: f64) -> f64 {
        0.0
    }
}

struct Matte(Vector);
impl Material for Matte {
    fn colour(&self, _: Vector) -> Vector {
        self.0
    }
}

struct Glossy(Vector, f64);
impl Material for Glossy {
    fn colour(&self, _: Vector) -> Vector {
        self.0
    }
    fn mirrored(&self) -> f64 {
        self.1
    }
    fn shine(&self, cosine: f64) -> f64 {
        let square = cosine * cosine;
        let fourth = square * square;
        fourth * fourth * fourth * fourth
    }
}

struct Checkered;
impl Material for Checkered {
    fn colour(&self, point: Vector) -> Vector {
        let square = (point.0.floor() + point.2.floor()) as i64;
        if square & 1 == 0 {
            Vector(0.9, 0.9, 0.9)
        } else {
            Vector(0.2, 0.3, 0.2)
        }
    }
}

const NOTHING: f64 = f64::INFINITY;
const NEAR: f64 = 1e-6;

trait Shape {
    /// The distance at which a ray meets it first, or `NOTHING`.
    fn meets(&self, ray: &Ray) -> f64;
    fn normal(&self, point: Vector) -> Vector;
    fn material(&self) -> &dyn Material;
}

struct Sphere(Rc<dyn Material>, Vector, f64);
impl Shape for Sphere {
    fn meets(&self, ray: &Ray) -> f64 {
        let to = ray.origin - self.1;
        let half = to.dot(ray.direction);
        let root = half * half - to.dot(to) + self.2 * self.2;
        if root < 0.0 {
            return NOTHING;
        }
        let square = root.sqrt();
        if -half - square > NEAR {
            return -half - square;
        }
        if -half + square > NEAR {
            -half + square
        } else {
            NOTHING
        }
    }
    fn normal(&self, point: Vector) -> Vector {
        (point - self.1).unit()
    }
    fn material(&self) -> &dyn Material {
        &*self.0
    }
}

struct Plane(Rc<dyn Material>, Vector, f64);
impl Shape for Plane {
    fn meets(&self, ray: &Ray) -> f64 {
        let slope = self.1.dot(ray.direction);
        if slope > -NEAR && slope < NEAR {
            return NOTHING;
        }
        let distance = (self.2 - self.1.dot(ray.origin)) / slope;
        if distance > NEAR {
            distance
        } else {
            NOTHING
        }
    }
    fn normal(&self, _: Vector) -> Vector {
        self.1
    }
    fn material(&self) -> &dyn Material {
        &*self.0
    }
}

struct Triangle {
    material: Rc<dyn Material>,
    a: Vector,
    ab: Vector,
    ac: Vector,
    normal: Vector,
}
impl Triangle {
    fn new(material: Rc<dyn Material>, a: Vector, b: Vector, c: Vector) -> Triangle {
        let (ab, ac) = (b - a, c - a);
        Triangle { material, a, ab, ac, normal: ab.cross(ac).unit() }
    }
}
impl Shape for Triangle {
    fn meets(&self, ray: &Ray) -> f64 {
        let p = ray.direction.cross(self.ac);
        let determinant = self.ab.dot(p);
        if determinant > -NEAR && determinant < NEAR {
            return NOTHING;
        }
        let to = ray.origin - self.a;
        let u = to.dot(p) / determinant;
        if !(0.0..=1.0).contains(&u) {
            return NOTHING;
        }
        let q = to.cross(self.ab);
        let v = ray.direction.dot(q) / determinant;
        if v < 0.0 || u + v > 1.0 {
            return NOTHING;
        }
        let distance = self.ac.dot(q) / determinant;
        if distance > NEAR {
            distance
        } else {
            NOTHING
        }
    }
    fn normal(&self, _: Vector) -> Vector {
        self.normal
    }
    fn material(&self) -> &dyn Material {
        &*self.material
    }
}

struct Cuboid(Rc<dyn Material>, Vector, Vector);
impl Shape for Cuboid {
    fn meets(&self, ray: &Ray) -> f64 {
        let (mut from, mut to) = (-NOTHING, NOTHING);
        let mut slab = |origin: f64, direction: f64, low: f64, high: f64| {
            let (one, other) = ((low - origin) / direction, (high - origin) / direction);
            let (enter, leave) = if one > other { (other, one) } else { (one, other) };
            if from < enter {
                from = enter;
            }
            if leave < to {
                to = leave;
            }
        };
        slab(ray.origin.0, ray.direction.0, self.1 .0, self.2 .0);
        slab(ray.origin.1, ray.direction.1, self.1 .1, self.2 .1);
        slab(ray.origin.2, ray.direction.2, self.1 .2, self.2 .2);
        if from > to {
            return NOTHING;
        }
        if from > NEAR {
            return from;
        }
        if to > NEAR {
            to
        } else {
            NOTHING
        }
    }
    fn normal(&self, point: Vector) -> Vector {
        let middle = (self.1 + self.2) * 0.5;
        let half = (self.2 - self.1) * 0.5;
        let to = point - middle;
        let (x, y, z) = (to.0 / half.0, to.1 / half.1, to.2 / half.2);
        let sign = |value: f64| if value > 0.0 { 1.0 } else { -1.0 };
        if x.abs() > y.abs() && x.abs() > z.abs() {
            return Vector(sign(x), 0.0, 0.0);
        }
        if y.abs() > z.abs() {
            Vector(0.0, sign(y), 0.0)
        } else {
            Vector(0.0, 0.0, sign(z))
        }
    }
    fn material(&self) -> &dyn Material {
        &*self.0
    }
}

struct Scene {
    shapes: Vec<Box<dyn Shape>>,
    lamp: Vector,
}

impl Scene {
    fn new(seed: u64) -> Scene {
        let mut random = Random(seed.wrapping_mul(2).wrapping_add(1));
        let mut materials: Vec<Rc<dyn Material>> = Vec::new();
        for number in 0..8 {
            let paint = Vector(random.share(), random.share(), random.share());
            if number % 2 == 0 {
                materials.push(Rc::new(Matte(paint)));
            } else {
                materials.push(Rc::new(Glossy(paint, 0.2 + 0.5 * random.share())));
            }
        }
        let ground = Plane(Rc::new(Checkered), Vector(0.0, 1.0, 0.0), 0.0);
        let mut shapes: Vec<Box<dyn Shape>> = vec![Box::new(ground)];
        for _ in 0..40 {
            let material = materials[random.draw(8) as usize].clone();
            let x = random.share() * 16.0 - 8.0;
            let z = random.share() * 16.0 + 2.0;
            let place = Vector(x, 0.4 + random.share() * 3.0, z);
            let size = 0.3 + random.share() * 0.7;
            let half = Vector(size, size, size) * 0.5;
            let kind = random.draw(10);
            shapes.push(if kind < 6 {
                Box::new(Sphere(material, place, size))
            } else if kind < 8 {
                Box::new(Cuboid(material, place - half, place + half))
            } else {
                let (b, c) = (Vector(size, 2.0, 0.0), Vector(0.0, 1.0, size * 2.0));
                Box::new(Triangle::new(material, place, place + b, place + c))
            });
        }
        Scene { shapes, lamp: Vector(-6.0, 12.0, -4.0) }
    }

    fn trace(&self, ray: &Ray, depth: u32) -> Vector {
        let mut distance = NOTHING;
        let mut found: Option<&dyn Shape> = None;
        for shape in &self.shapes {
            let at = shape.meets(ray);
            if at < distance {
                distance = at;
                found = Some(&**shape);
            }
        }
        let Some(shape) = found else {
            return Vector(0.4, 0.6, 0.9) * (1.0 - 0.5 * ray.direction.1);
        };
        let point = ray.origin + ray.direction * distance;
        let mut normal = shape.normal(point);
        if normal.dot(ray.direction) > 0.0 {
            normal = normal * -1.0;
        }
        let material = shape.material();
        let colour = material.colour(point);
        let mut light = colour * 0.15;
        let to_lamp = self.lamp - point;
        let away = to_lamp.dot(to_lamp).sqrt();
        let towards = Ray { origin: point, direction: to_lamp * (1.0 / away) };
        if !self.shapes.iter().any(|shape| shape.meets(&towards) < away) {
            let cosine = normal.dot(towards.direction);
            if cosine > 0.0 {
                let shine = material.shine(cosine);
                light = light + colour * cosine + Vector(shine, shine, shine);
            }
        }
        let mirrored = material.mirrored();
        if mirrored > 0.0 && depth > 0 {
            let back = normal * (2.0 * normal.dot(ray.direction));
            let reflected = Ray { origin: point, direction: (ray.direction - back).unit() };
            light = light * (1.0 - mirrored) + self.trace(&reflected, depth - 1) * mirrored;
        }
        light
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<i64>().unwrap());
    let scene = Scene::new(arguments.next().unwrap_or(1) as u64);
    let width = arguments.next().unwrap_or(300);
    let height = width * 2 / 3;
    let mut sum: u64 = 14695981039346656037;
    for y in 0..height {
        for x in 0..width {
            let scale = width as f64 * 0.6;
            let direction =
                Vector((x - width / 2) as f64 / scale, (height / 2 - y) as f64 / scale, 1.0);
            let ray = Ray { origin: Vector(0.0, 2.0, -6.0), direction: direction.unit() };
            let colour = scene.trace(&ray, 3);
            for light in [colour.0, colour.1, colour.2] {
                let shade = (light.max(0.0).min(1.0) * 255.0) as u64;
                sum = (sum ^ shade).wrapping_mul(1099511628211);
            }
        }
    }
    println!("{width} x {height}: {sum:016x}");
}
