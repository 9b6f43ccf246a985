// The truth changes half way: requests are reads by day and mostly writes by night, through the
// same call site.
// A profile of the whole run shows two targets with about half of the calls each; a profile of the
// first half shows one target, and is wrong for the second.
// A good optimizer guards for both classes ahead of time; online, it notices that the guard misses
// and decides again.

#include "sample.h"

#include <memory>
#include <vector>

struct Account {
  std::uint64_t balance = 0;
  std::uint64_t reads = 0;
};

class Request {
public:
  virtual ~Request() = default;
  virtual std::uint64_t serve(Account &account) const = 0;
};

class Read final : public Request {
public:
  std::uint64_t serve(Account &account) const override {
    account.reads += 1;
    return account.balance;
  }
};

class Write final : public Request {
public:
  explicit Write(std::uint32_t amount) : amount(amount) {}
  std::uint64_t serve(Account &account) const override {
    account.balance += amount;
    return amount;
  }

private:
  std::uint32_t amount;
};

NOINLINE std::unique_ptr<Request> makeRequest(std::uint32_t kind, std::uint32_t amount) {
  if (kind == 0)
    return std::make_unique<Read>();
  return std::make_unique<Write>(amount);
}

using Requests = std::vector<std::unique_ptr<Request>>;

// Requests of which `writes` percent are writes.
Requests makeRequests(Random &random, std::uint32_t writes) {
  Requests requests;
  for (int index = 0; index < 4000; ++index) {
    const std::uint32_t kind = draw(&random, 100) < writes ? 1 : 0;
    requests.push_back(makeRequest(kind, draw(&random, 10)));
  }
  return requests;
}

NOINLINE std::uint64_t serveAll(const Requests &requests, Account &account) {
  std::uint64_t sum = 0;
  for (const auto &request : requests)
    sum += request->serve(account);
  return sum;
}

int main(int argc, char **argv) {
  const std::uint64_t total = rounds(argc, argv, 36000);

  Random random{1};
  const Requests day = makeRequests(random, 0);
  const Requests night = makeRequests(random, 95);

  Account account;
  std::uint64_t sum = 0;
  for (std::uint64_t round = 0; round < total; ++round)
    sum += serveAll(round < total / 2 ? day : night, account);
  report("reads", account.reads);
  report("balance", account.balance);
  report("sum", sum);
}
