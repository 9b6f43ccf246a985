// A discrete-event simulation: parts go through a factory of sources, machines, inspections,
// buffers and a sink. A queue of events by time calls whoever the next one is for.
//
//   simulation SEED EVENTS
#include "random.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace {

using Time = std::uint64_t;

struct Part {
  Time born;
  unsigned kind;
  unsigned repairs = 0;
};

class Event;

class Simulation {
public:
  explicit Simulation(std::uint64_t seed) : random(seed) {}

  void schedule(Time delay, Event &event) { agenda_.push({now_ + delay, number_++, &event}); }
  Time now() const { return now_; }
  void run(std::uint64_t events);

  Random random;

private:
  struct Entry {
    Time time;
    std::uint64_t number; // events of one time happen in the order of their scheduling
    Event *event;
    bool operator<(const Entry &other) const {
      return time != other.time ? time > other.time : number > other.number;
    }
  };

  std::priority_queue<Entry> agenda_;
  Time now_ = 0;
  std::uint64_t number_ = 0;
};

class Event {
public:
  virtual ~Event() = default;
  virtual void happen(Simulation &simulation) = 0;
};

void Simulation::run(std::uint64_t events) {
  while (events-- > 0 && !agenda_.empty()) {
    const Entry entry = agenda_.top();
    agenda_.pop();
    now_ = entry.time;
    entry.event->happen(*this);
  }
}

class Station {
public:
  virtual ~Station() = default;
  virtual bool accepts(const Part &part) const = 0;
  virtual void receive(Simulation &simulation, Part part) = 0;
  virtual unsigned load() const { return 0; }
};

// How long something takes.
class Duration {
public:
  virtual ~Duration() = default;
  virtual Time draw(Random &random, const Part &part) const = 0;
};

class Fixed final : public Duration {
public:
  explicit Fixed(Time time) : time_(time) {}
  Time draw(Random &, const Part &) const override { return time_; }

private:
  Time time_;
};

class Uniform final : public Duration {
public:
  Uniform(unsigned low, unsigned high) : low_(low), span_(high - low) {}
  Time draw(Random &random, const Part &) const override { return low_ + random.draw(span_); }

private:
  unsigned low_, span_;
};

class ByKind final : public Duration {
public:
  explicit ByKind(Time step) : step_(step) {}
  Time draw(Random &, const Part &part) const override { return step_ * (part.kind + 1); }

private:
  Time step_;
};

class Source final : public Event {
public:
  Source(Station &next, const Duration &gap) : next_(next), gap_(gap) {}
  void happen(Simulation &simulation) override {
    const Part part{simulation.now(), simulation.random.draw(4)};
    if (next_.accepts(part))
      next_.receive(simulation, part);
    else
      ++turnedAway;
    simulation.schedule(gap_.draw(simulation.random, part), *this);
  }

  std::uint64_t turnedAway = 0;

private:
  Station &next_;
  const Duration &gap_;
};

// Works on one part at a time; the others wait.
class Machine final : public Station, public Event {
public:
  Machine(Station &next, const Duration &work, std::size_t room)
      : next_(next), work_(work), room_(room) {}

  bool accepts(const Part &) const override { return waiting_.size() < room_; }
  unsigned load() const override { return static_cast<unsigned>(waiting_.size()); }

  void receive(Simulation &simulation, Part part) override {
    waiting_.push_back(part);
    if (waiting_.size() == 1)
      simulation.schedule(work_.draw(simulation.random, part), *this);
  }

  void happen(Simulation &simulation) override {
    const Part part = waiting_.front();
    if (!next_.accepts(part)) { // it has to wait for the next station
      simulation.schedule(5, *this);
      return;
    }
    waiting_.pop_front();
    next_.receive(simulation, part);
    if (!waiting_.empty())
      simulation.schedule(work_.draw(simulation.random, waiting_.front()), *this);
  }

private:
  Station &next_;
  const Duration &work_;
  std::size_t room_;
  std::deque<Part> waiting_;
};

// Sends each part to the station with the least to do.
class Balancer final : public Station {
public:
  explicit Balancer(std::vector<Station *> stations) : stations_(std::move(stations)) {}

  bool accepts(const Part &part) const override { return least().accepts(part); }
  void receive(Simulation &simulation, Part part) override { least().receive(simulation, part); }
  unsigned load() const override { return least().load(); }

private:
  Station &least() const {
    Station *found = stations_.front();
    for (Station *station : stations_)
      if (station->load() < found->load())
        found = station;
    return *found;
  }

  std::vector<Station *> stations_;
};

// Sends bad parts back.
class Inspection final : public Station {
public:
  Inspection(Station &good, Station &bad, unsigned percent)
      : good_(good), bad_(bad), percent_(percent) {}

  bool accepts(const Part &part) const override { return good_.accepts(part); }
  void receive(Simulation &simulation, Part part) override {
    const bool again = simulation.random.draw(100) < percent_ && bad_.accepts(part);
    part.repairs += again;
    (again ? bad_ : good_).receive(simulation, part);
  }

private:
  Station &good_, &bad_;
  unsigned percent_;
};

class Sink final : public Station {
public:
  bool accepts(const Part &) const override { return true; }
  void receive(Simulation &simulation, Part part) override {
    ++parts;
    time += simulation.now() - part.born;
    repairs += part.repairs;
  }

  std::uint64_t parts = 0, time = 0, repairs = 0;
};

} // namespace

int main(int argc, char **argv) {
  Simulation simulation(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1);
  const std::uint64_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1000000;
  const Fixed fixed(7);
  const Uniform uniform(6, 20), gap(4, 12);
  const ByKind byKind(4);

  Sink sink;
  Machine packing(sink, fixed, 50);
  Machine repairing(packing, uniform, 20);
  Inspection inspection(packing, repairing, 15);
  Machine painting1(inspection, byKind, 30), painting2(inspection, uniform, 30);
  Balancer painting({&painting1, &painting2});
  Machine drill1(painting, uniform, 10), drill2(painting, byKind, 10), drill3(painting, fixed, 5);
  Balancer drilling({&drill1, &drill2, &drill3});
  Source one(drilling, gap), two(drilling, uniform);
  simulation.schedule(0, one);
  simulation.schedule(3, two);
  simulation.run(events);
  std::printf("at %llu: %llu parts, %llu in transit, %llu repairs, %llu turned away\n",
              static_cast<unsigned long long>(simulation.now()),
              static_cast<unsigned long long>(sink.parts),
              static_cast<unsigned long long>(sink.time),
              static_cast<unsigned long long>(sink.repairs),
              static_cast<unsigned long long>(one.turnedAway + two.turnedAway));
  return 0;
}
