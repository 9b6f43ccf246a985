// Richards: the kernel of an operating system, simulated. Written from Martin Richards'
// description: six tasks (idle, worker, two handlers, two devices) pass packets to each other, and a
// scheduler runs the one with the highest priority that can run. Everything goes through virtual
// functions, accessors too, as in code whose classes are all open to extension.
//
//   richards COUNT REPETITIONS     COUNT 10000 queues 23246 packets and holds 9297 tasks
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

enum Identity { idle, worker, handlerA, handlerB, deviceA, deviceB, identities };
enum class Kind { device, work };

class Packet {
public:
  static constexpr int size = 4;

  Packet(Packet *next, int identity, Kind kind) : next_(next), identity_(identity), kind_(kind) {}
  virtual ~Packet() = default;

  virtual Packet *next() const { return next_; }
  virtual void setNext(Packet *next) { next_ = next; }
  virtual int identity() const { return identity_; }
  virtual void setIdentity(int identity) { identity_ = identity; }
  virtual Kind kind() const { return kind_; }
  virtual int datum() const { return datum_; }
  virtual void setDatum(int datum) { datum_ = datum; }
  virtual int byte(int index) const { return bytes_[static_cast<std::size_t>(index)]; }
  virtual void setByte(int index, int byte) { bytes_[static_cast<std::size_t>(index)] = byte; }

  // The queue with this packet at its end.
  virtual Packet *addTo(Packet *queue) {
    setNext(nullptr);
    if (queue == nullptr)
      return this;
    Packet *last = queue;
    while (Packet *next = last->next())
      last = next;
    last->setNext(this);
    return queue;
  }

private:
  Packet *next_;
  int identity_;
  Kind kind_;
  int datum_ = 0;
  std::array<int, size> bytes_{};
};

class Scheduler;
class TaskControl;

class Task {
public:
  explicit Task(Scheduler &scheduler) : scheduler_(scheduler) {}
  virtual ~Task() = default;
  // What to run next.
  virtual TaskControl *run(Packet *packet) = 0;

protected:
  virtual Scheduler &scheduler() const { return scheduler_; }

private:
  Scheduler &scheduler_;
};

class TaskControl {
public:
  TaskControl(TaskControl *next, int identity, int priority, Packet *queue, bool running,
              std::unique_ptr<Task> task)
      : next_(next), identity_(identity), priority_(priority), queue_(queue),
        pending_(queue != nullptr), suspended_(!running), task_(std::move(task)) {}
  virtual ~TaskControl() = default;

  virtual TaskControl *next() const { return next_; }
  virtual int identity() const { return identity_; }
  virtual int priority() const { return priority_; }
  virtual bool cannotRun() const { return held_ || (suspended_ && !pending_); }
  virtual void hold() { held_ = true; }
  virtual void release() { held_ = false; }
  virtual void suspend() { suspended_ = true; }

  virtual TaskControl *run() {
    Packet *packet = nullptr;
    if (suspended_ && pending_) {
      packet = queue_;
      queue_ = packet->next();
      suspended_ = false;
      pending_ = queue_ != nullptr;
    }
    return task_->run(packet);
  }

  // Takes a packet from `sender`; whichever of the two is more important goes on.
  virtual TaskControl *receive(TaskControl *sender, Packet *packet) {
    const bool first = queue_ == nullptr;
    queue_ = packet->addTo(queue_);
    if (!first)
      return sender;
    pending_ = true;
    return priority() > sender->priority() ? this : sender;
  }

private:
  TaskControl *next_;
  int identity_, priority_;
  Packet *queue_;
  bool pending_, suspended_, held_ = false;
  std::unique_ptr<Task> task_;
};

class Scheduler {
public:
  virtual ~Scheduler() = default;

  virtual void add(int identity, int priority, Packet *queue, std::unique_ptr<Task> task,
                   bool running = false) {
    auto control = std::make_unique<TaskControl>(tasks_, identity, priority, queue, running,
                                                 std::move(task));
    tasks_ = table_[static_cast<std::size_t>(identity)] = control.get();
    owned_.push_back(std::move(control));
  }

  virtual Packet *packet(Packet *next, int identity, Kind kind) {
    packets_.push_back(std::make_unique<Packet>(next, identity, kind));
    return packets_.back().get();
  }

  virtual void schedule() {
    current_ = tasks_;
    while (current_ != nullptr)
      current_ = current_->cannotRun() ? current_->next() : runCurrent();
  }

  virtual TaskControl *queue(Packet *packet) {
    TaskControl *receiver = table_[static_cast<std::size_t>(packet->identity())];
    ++queued_;
    packet->setNext(nullptr);
    packet->setIdentity(identity_);
    return receiver->receive(current_, packet);
  }

  virtual TaskControl *holdCurrent() {
    ++held_;
    current_->hold();
    return current_->next();
  }

  virtual TaskControl *release(int identity) {
    TaskControl *control = table_[static_cast<std::size_t>(identity)];
    control->release();
    return control->priority() > current_->priority() ? control : current_;
  }

  virtual TaskControl *suspendCurrent() {
    current_->suspend();
    return current_;
  }

  virtual int queued() const { return queued_; }
  virtual int held() const { return held_; }

private:
  TaskControl *runCurrent() {
    identity_ = current_->identity();
    return current_->run();
  }

  TaskControl *tasks_ = nullptr, *current_ = nullptr;
  int identity_ = 0, queued_ = 0, held_ = 0;
  std::array<TaskControl *, identities> table_{};
  std::vector<std::unique_ptr<TaskControl>> owned_;
  std::vector<std::unique_ptr<Packet>> packets_;
};

// Releases the one or the other device, as a shift register says.
class IdleTask : public Task {
public:
  IdleTask(Scheduler &scheduler, int count) : Task(scheduler), count_(count) {}

  TaskControl *run(Packet *) override {
    if (--count_ == 0)
      return scheduler().holdCurrent();
    const bool odd = (control_ & 1) != 0;
    control_ >>= 1;
    if (odd)
      control_ ^= 0xd008;
    return scheduler().release(odd ? deviceB : deviceA);
  }

private:
  int control_ = 1, count_;
};

// Fills packets with letters, and sends them to the handlers in turn.
class WorkerTask : public Task {
public:
  using Task::Task;

  TaskControl *run(Packet *packet) override {
    if (packet == nullptr)
      return scheduler().suspendCurrent();
    destination_ = destination_ == handlerA ? handlerB : handlerA;
    packet->setIdentity(destination_);
    packet->setDatum(0);
    for (int index = 0; index < Packet::size; ++index) {
      letter_ = letter_ == 26 ? 1 : letter_ + 1;
      packet->setByte(index, 'A' + letter_ - 1);
    }
    return scheduler().queue(packet);
  }

private:
  int destination_ = handlerA, letter_ = 0;
};

// Takes the bytes of work packets to a device, one by one.
class HandlerTask : public Task {
public:
  using Task::Task;

  TaskControl *run(Packet *packet) override {
    if (packet != nullptr) {
      if (packet->kind() == Kind::work)
        work_ = packet->addTo(work_);
      else
        device_ = packet->addTo(device_);
    }
    if (work_ != nullptr) {
      Packet *work = work_;
      const int count = work->datum();
      if (count >= Packet::size) {
        work_ = work->next();
        return scheduler().queue(work);
      }
      if (device_ != nullptr) {
        Packet *device = device_;
        device_ = device->next();
        device->setDatum(work->byte(count));
        work->setDatum(count + 1);
        return scheduler().queue(device);
      }
    }
    return scheduler().suspendCurrent();
  }

private:
  Packet *work_ = nullptr, *device_ = nullptr;
};

// Holds a packet until it is released.
class DeviceTask : public Task {
public:
  using Task::Task;

  TaskControl *run(Packet *packet) override {
    if (packet != nullptr) {
      pending_ = packet;
      return scheduler().holdCurrent();
    }
    if (pending_ == nullptr)
      return scheduler().suspendCurrent();
    Packet *done = pending_;
    pending_ = nullptr;
    return scheduler().queue(done);
  }

private:
  Packet *pending_ = nullptr;
};

std::unique_ptr<Scheduler> simulate(int count) {
  auto scheduler = std::make_unique<Scheduler>();
  Scheduler &s = *scheduler;
  const auto packets = [&s](int identity, Kind kind, int number) {
    Packet *queue = nullptr;
    while (number-- > 0)
      queue = s.packet(queue, identity, kind);
    return queue;
  };
  s.add(idle, 0, nullptr, std::make_unique<IdleTask>(s, count), true);
  s.add(worker, 1000, packets(worker, Kind::work, 2), std::make_unique<WorkerTask>(s));
  s.add(handlerA, 2000, packets(deviceA, Kind::device, 3), std::make_unique<HandlerTask>(s));
  s.add(handlerB, 3000, packets(deviceB, Kind::device, 3), std::make_unique<HandlerTask>(s));
  s.add(deviceA, 4000, nullptr, std::make_unique<DeviceTask>(s));
  s.add(deviceB, 5000, nullptr, std::make_unique<DeviceTask>(s));
  s.schedule();
  return scheduler;
}

} // namespace

int main(int argc, char **argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 10000;
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 1;
  long queued = 0, held = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const auto scheduler = simulate(count);
    queued += scheduler->queued();
    held += scheduler->held();
  }
  std::printf("queued %ld, held %ld\n", queued, held);
  return 0;
}
