// Richards in Swift: see ../classic/richards.cpp. Classes, and methods that may be overridden.
//
//   richards COUNT REPETITIONS

enum Kind { case device, work }

let idle = 0, worker = 1, handlerA = 2, handlerB = 3, deviceA = 4, deviceB = 5
let packetSize = 4

class Packet {
    var next: Packet?
    var identity: Int
    let kind: Kind
    var datum = 0
    var bytes = [Int](repeating: 0, count: packetSize)

    init(next: Packet?, identity: Int, kind: Kind) {
        self.next = next
        self.identity = identity
        self.kind = kind
    }

    /// The queue with this packet at its end.
    func added(to queue: Packet?) -> Packet {
        next = nil
        guard let queue else { return self }
        var last = queue
        while let next = last.next { last = next }
        last.next = self
        return queue
    }
}

class Task {
    unowned let scheduler: Scheduler
    init(_ scheduler: Scheduler) { self.scheduler = scheduler }
    func run(_ packet: Packet?) -> TaskControl? { nil }
}

class TaskControl {
    let next: TaskControl?
    let identity: Int
    let priority: Int
    var queue: Packet?
    var isPending: Bool
    var isSuspended: Bool
    var isHeld = false
    let task: Task

    init(
        next: TaskControl?, identity: Int, priority: Int, queue: Packet?, running: Bool, task: Task
    ) {
        self.next = next
        self.identity = identity
        self.priority = priority
        self.queue = queue
        self.task = task
        isPending = queue != nil
        isSuspended = !running
    }

    var cannotRun: Bool { isHeld || (isSuspended && !isPending) }

    func run() -> TaskControl? {
        var packet: Packet?
        if isSuspended && isPending {
            packet = queue
            queue = packet?.next
            isSuspended = false
            isPending = queue != nil
        }
        return task.run(packet)
    }

    /// Takes a packet from `sender`; whichever of the two is more important goes on.
    func receive(from sender: TaskControl, _ packet: Packet) -> TaskControl {
        let isFirst = queue == nil
        queue = packet.added(to: queue)
        if !isFirst { return sender }
        isPending = true
        return priority > sender.priority ? self : sender
    }
}

class Scheduler {
    var tasks: TaskControl?
    var current: TaskControl!
    var identity = 0
    var queued = 0
    var held = 0
    var table = [TaskControl?](repeating: nil, count: 6)

    func add(
        _ identity: Int, _ priority: Int, _ queue: Packet?, _ task: Task, running: Bool = false
    ) {
        tasks = TaskControl(
            next: tasks, identity: identity, priority: priority, queue: queue, running: running,
            task: task)
        table[identity] = tasks
    }

    func schedule() {
        current = tasks
        while let task = current {
            if task.cannotRun {
                current = task.next
            } else {
                identity = task.identity
                current = task.run()
            }
        }
    }

    func queue(_ packet: Packet) -> TaskControl {
        let receiver = table[packet.identity]!
        queued += 1
        packet.next = nil
        packet.identity = identity
        return receiver.receive(from: current, packet)
    }

    func holdCurrent() -> TaskControl? {
        held += 1
        current.isHeld = true
        return current.next
    }

    func release(_ identity: Int) -> TaskControl {
        let control = table[identity]!
        control.isHeld = false
        return control.priority > current.priority ? control : current
    }

    func suspendCurrent() -> TaskControl {
        current.isSuspended = true
        return current
    }
}

class IdleTask: Task {
    var control = 1
    var count: Int
    init(_ scheduler: Scheduler, count: Int) {
        self.count = count
        super.init(scheduler)
    }
    override func run(_ packet: Packet?) -> TaskControl? {
        count -= 1
        if count == 0 { return scheduler.holdCurrent() }
        let isOdd = control & 1 != 0
        control >>= 1
        if isOdd { control ^= 0xd008 }
        return scheduler.release(isOdd ? deviceB : deviceA)
    }
}

class WorkerTask: Task {
    var destination = handlerA
    var letter = 0
    override func run(_ packet: Packet?) -> TaskControl? {
        guard let packet else { return scheduler.suspendCurrent() }
        destination = destination == handlerA ? handlerB : handlerA
        packet.identity = destination
        packet.datum = 0
        for index in 0..<packetSize {
            letter = letter == 26 ? 1 : letter + 1
            packet.bytes[index] = 64 + letter
        }
        return scheduler.queue(packet)
    }
}

class HandlerTask: Task {
    var work: Packet?
    var device: Packet?
    override func run(_ packet: Packet?) -> TaskControl? {
        if let packet {
            if packet.kind == .work {
                work = packet.added(to: work)
            } else {
                device = packet.added(to: device)
            }
        }
        if let first = work {
            let count = first.datum
            if count >= packetSize {
                work = first.next
                return scheduler.queue(first)
            }
            if let taken = device {
                device = taken.next
                taken.datum = first.bytes[count]
                first.datum = count + 1
                return scheduler.queue(taken)
            }
        }
        return scheduler.suspendCurrent()
    }
}

class DeviceTask: Task {
    var pending: Packet?
    override func run(_ packet: Packet?) -> TaskControl? {
        if let packet {
            pending = packet
            return scheduler.holdCurrent()
        }
        guard let done = pending else { return scheduler.suspendCurrent() }
        pending = nil
        return scheduler.queue(done)
    }
}

func packets(_ identity: Int, _ kind: Kind, _ number: Int) -> Packet? {
    var queue: Packet?
    for _ in 0..<number { queue = Packet(next: queue, identity: identity, kind: kind) }
    return queue
}

func simulate(_ count: Int) -> (queued: Int, held: Int) {
    let s = Scheduler()
    s.add(idle, 0, nil, IdleTask(s, count: count), running: true)
    s.add(worker, 1000, packets(worker, .work, 2), WorkerTask(s))
    s.add(handlerA, 2000, packets(deviceA, .device, 3), HandlerTask(s))
    s.add(handlerB, 3000, packets(deviceB, .device, 3), HandlerTask(s))
    s.add(deviceA, 4000, nil, DeviceTask(s))
    s.add(deviceB, 5000, nil, DeviceTask(s))
    s.schedule()
    return (s.queued, s.held)
}

let count = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1])! : 10000
let repetitions = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2])! : 1
var queued = 0
var held = 0
for _ in 0..<repetitions {
    let result = simulate(count)
    queued += result.queued
    held += result.held
}
print("queued \(queued), held \(held)")
