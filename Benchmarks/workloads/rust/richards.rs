// Richards in Rust: see ../classic/richards.cpp. Tasks are trait objects, packets and tasks go by
// their numbers.
//
//   richards COUNT REPETITIONS

const IDLE: usize = 0;
const WORKER: usize = 1;
const HANDLER_A: usize = 2;
const HANDLER_B: usize = 3;
const DEVICE_A: usize = 4;
const DEVICE_B: usize = 5;
const SIZE: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Device,
    Work,
}

type Link = Option<usize>;

struct Packet {
    next: Link,
    identity: usize,
    kind: Kind,
    datum: usize,
    bytes: [usize; SIZE],
}

trait Task {
    fn run(&mut self, scheduler: &mut Scheduler, packet: Link) -> Link;
}

#[derive(Default, Clone, Copy)]
struct Control {
    next: Link,
    priority: usize,
    queue: Link,
    pending: bool,
    suspended: bool,
    held: bool,
}

#[derive(Default)]
struct Scheduler {
    packets: Vec<Packet>,
    controls: [Control; 6],
    first: Link,
    current: usize,
    queued: u64,
    held: u64,
}

impl Scheduler {
    fn packets(&mut self, identity: usize, kind: Kind, number: usize) -> Link {
        let mut queue = None;
        for _ in 0..number {
            self.packets.push(Packet { next: queue, identity, kind, datum: 0, bytes: [0; SIZE] });
            queue = Some(self.packets.len() - 1);
        }
        queue
    }

    fn add(&mut self, identity: usize, priority: usize, queue: Link, running: bool) {
        self.controls[identity] = Control {
            next: self.first,
            priority,
            queue,
            pending: queue.is_some(),
            suspended: !running,
            held: false,
        };
        self.first = Some(identity);
    }

    /// The queue with this packet at its end.
    fn append(&mut self, packet: usize, queue: Link) -> Link {
        self.packets[packet].next = None;
        let Some(mut last) = queue else { return Some(packet) };
        while let Some(next) = self.packets[last].next {
            last = next;
        }
        self.packets[last].next = Some(packet);
        queue
    }

    fn schedule(&mut self, tasks: &mut [Box<dyn Task>]) {
        let mut next = self.first;
        while let Some(identity) = next {
            let control = &mut self.controls[identity];
            if control.held || (control.suspended && !control.pending) {
                next = control.next;
                continue;
            }
            let mut packet = None;
            if control.suspended && control.pending {
                packet = control.queue;
                let packets = &self.packets;
                control.queue = packet.and_then(|first| packets[first].next);
                control.suspended = false;
                control.pending = control.queue.is_some();
            }
            self.current = identity;
            next = tasks[identity].run(self, packet);
        }
    }

    fn queue(&mut self, packet: usize) -> Link {
        let receiver = self.packets[packet].identity;
        self.queued += 1;
        self.packets[packet].identity = self.current;
        let waiting = self.controls[receiver].queue;
        self.controls[receiver].queue = self.append(packet, waiting);
        if waiting.is_some() {
            return Some(self.current);
        }
        self.controls[receiver].pending = true;
        self.more_important(receiver)
    }

    fn more_important(&self, other: usize) -> Link {
        let is_more = self.controls[other].priority > self.controls[self.current].priority;
        Some(if is_more { other } else { self.current })
    }

    fn hold_current(&mut self) -> Link {
        self.held += 1;
        self.controls[self.current].held = true;
        self.controls[self.current].next
    }

    fn release(&mut self, identity: usize) -> Link {
        self.controls[identity].held = false;
        self.more_important(identity)
    }

    fn suspend_current(&mut self) -> Link {
        self.controls[self.current].suspended = true;
        Some(self.current)
    }
}

struct IdleTask {
    control: usize,
    count: usize,
}

impl Task for IdleTask {
    fn run(&mut self, scheduler: &mut Scheduler, _: Link) -> Link {
        self.count -= 1;
        if self.count == 0 {
            return scheduler.hold_current();
        }
        let is_odd = self.control & 1 != 0;
        self.control >>= 1;
        if is_odd {
            self.control ^= 0xd008;
        }
        scheduler.release(if is_odd { DEVICE_B } else { DEVICE_A })
    }
}

struct WorkerTask {
    destination: usize,
    letter: usize,
}

impl Task for WorkerTask {
    fn run(&mut self, scheduler: &mut Scheduler, packet: Link) -> Link {
        let Some(number) = packet else { return scheduler.suspend_current() };
        self.destination = if self.destination == HANDLER_A { HANDLER_B } else { HANDLER_A };
        let packet = &mut scheduler.packets[number];
        packet.identity = self.destination;
        packet.datum = 0;
        for byte in &mut packet.bytes {
            self.letter = if self.letter == 26 { 1 } else { self.letter + 1 };
            *byte = 64 + self.letter;
        }
        scheduler.queue(number)
    }
}

#[derive(Default)]
struct HandlerTask {
    work: Link,
    device: Link,
}

impl Task for HandlerTask {
    fn run(&mut self, scheduler: &mut Scheduler, packet: Link) -> Link {
        if let Some(number) = packet {
            if scheduler.packets[number].kind == Kind::Work {
                self.work = scheduler.append(number, self.work);
            } else {
                self.device = scheduler.append(number, self.device);
            }
        }
        if let Some(work) = self.work {
            let count = scheduler.packets[work].datum;
            if count >= SIZE {
                self.work = scheduler.packets[work].next;
                return scheduler.queue(work);
            }
            if let Some(device) = self.device {
                self.device = scheduler.packets[device].next;
                scheduler.packets[device].datum = scheduler.packets[work].bytes[count];
                scheduler.packets[work].datum = count + 1;
                return scheduler.queue(device);
            }
        }
        scheduler.suspend_current()
    }
}

#[derive(Default)]
struct DeviceTask {
    pending: Link,
}

impl Task for DeviceTask {
    fn run(&mut self, scheduler: &mut Scheduler, packet: Link) -> Link {
        if packet.is_some() {
            self.pending = packet;
            return scheduler.hold_current();
        }
        match self.pending.take() {
            Some(done) => scheduler.queue(done),
            None => scheduler.suspend_current(),
        }
    }
}

fn simulate(count: usize) -> (u64, u64) {
    let mut s = Scheduler::default();
    s.add(IDLE, 0, None, true);
    let work = s.packets(WORKER, Kind::Work, 2);
    s.add(WORKER, 1000, work, false);
    let devices = s.packets(DEVICE_A, Kind::Device, 3);
    s.add(HANDLER_A, 2000, devices, false);
    let devices = s.packets(DEVICE_B, Kind::Device, 3);
    s.add(HANDLER_B, 3000, devices, false);
    s.add(DEVICE_A, 4000, None, false);
    s.add(DEVICE_B, 5000, None, false);
    let mut tasks: Vec<Box<dyn Task>> = vec![
        Box::new(IdleTask { control: 1, count }),
        Box::new(WorkerTask { destination: HANDLER_A, letter: 0 }),
        Box::new(HandlerTask::default()),
        Box::new(HandlerTask::default()),
        Box::new(DeviceTask::default()),
        Box::new(DeviceTask::default()),
    ];
    s.schedule(&mut tasks);
    (s.queued, s.held)
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<usize>().unwrap());
    let count = arguments.next().unwrap_or(10000);
    let repetitions = arguments.next().unwrap_or(1);
    let (mut queued, mut held) = (0, 0);
    for _ in 0..repetitions {
        let result = simulate(count);
        queued += result.0;
        held += result.1;
    }
    println!("queued {queued}, held {held}");
}
