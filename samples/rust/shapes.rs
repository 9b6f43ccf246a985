// One site that calls methods of two types behind `dyn Shape`. A profile shows both; an optimizer
// should guard and inline them. Then a panic passes through code and is caught.
use std::env;

trait Shape {
    fn area(&self, x: i64) -> i64;
}

struct Square(i64);
struct Rect(i64, i64);

impl Shape for Square {
    fn area(&self, x: i64) -> i64 {
        self.0 * self.0 + x
    }
}

impl Shape for Rect {
    fn area(&self, x: i64) -> i64 {
        self.0 * self.1 - x
    }
}

#[inline(never)]
fn total(shapes: &[Box<dyn Shape>], rounds: i64) -> i64 {
    let mut sum = 0i64;
    for round in 0..rounds {
        for shape in shapes {
            sum = sum.wrapping_add(shape.area(round));
        }
    }
    sum
}

fn main() {
    let rounds = env::args().nth(1).map_or(30_000_000, |text| text.parse().unwrap());
    let shapes: Vec<Box<dyn Shape>> = vec![
        Box::new(Square(3)),
        Box::new(Square(4)),
        Box::new(Square(5)),
        Box::new(Rect(2, 3)),
    ];
    println!("{}", total(&shapes, rounds));
    std::panic::set_hook(Box::new(|_| {}));
    let caught = std::panic::catch_unwind(|| Vec::<i64>::new()[rounds as usize]);
    println!("{}", caught.is_err());
}
