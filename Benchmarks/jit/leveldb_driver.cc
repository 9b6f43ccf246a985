// LevelDB on files in memory. Argument: iterations. An iteration fills a database in random order,
// compacts it, reads and seeks in random order, and goes through all of it in both directions.
#include "iterations.h"

#include "helpers/memenv/memenv.h"
#include "leveldb/cache.h"
#include "leveldb/db.h"
#include "leveldb/env.h"
#include "leveldb/filter_policy.h"

#include <cinttypes>
#include <cstdint>
#include <memory>
#include <string>

namespace {

constexpr std::uint32_t keys = 40000, fills = 30000, reads = 30000, seeks = 15000;

struct Random {
  std::uint64_t state = 1;

  std::uint32_t draw(std::uint32_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 33) % bound;
  }
};

void check(const leveldb::Status &status) {
  if (status.ok())
    return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

std::string key(std::uint32_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "%016" PRIu32, number);
  return text;
}

std::uint64_t digest(const leveldb::Slice &slice) {
  std::uint64_t sum = slice.size();
  for (std::size_t index = 0; index < slice.size(); index += 8)
    sum = sum * 31 + static_cast<unsigned char>(slice[index]);
  return sum;
}

std::uint64_t fill(leveldb::DB &database, Random &random) {
  std::string value;
  for (std::uint32_t index = 0; index < fills; ++index) {
    value.assign(60 + random.draw(80), static_cast<char>('a' + random.draw(26)));
    check(database.Put(leveldb::WriteOptions(), key(random.draw(keys)), value));
  }
  // What is read afterwards must not depend on how far the thread that compacts has come.
  database.CompactRange(nullptr, nullptr);
  return fills;
}

std::uint64_t read(leveldb::DB &database, Random &random) {
  std::uint64_t sum = 0;
  std::string value;
  for (std::uint32_t index = 0; index < reads; ++index) {
    const leveldb::Status status =
        database.Get(leveldb::ReadOptions(), key(random.draw(keys)), &value);
    if (!status.IsNotFound()) {
      check(status);
      sum = sum * 31 + digest(value);
    }
  }
  return sum;
}

std::uint64_t seek(leveldb::DB &database, Random &random) {
  const std::unique_ptr<leveldb::Iterator> iterator(database.NewIterator(leveldb::ReadOptions()));
  std::uint64_t sum = 0;
  for (std::uint32_t index = 0; index < seeks; ++index) {
    iterator->Seek(key(random.draw(keys)));
    for (int step = 0; step < 2 && iterator->Valid(); ++step, iterator->Next())
      sum = sum * 31 + digest(iterator->key());
  }
  check(iterator->status());
  return sum;
}

std::uint64_t iterate(leveldb::DB &database, Random &) {
  const std::unique_ptr<leveldb::Iterator> iterator(database.NewIterator(leveldb::ReadOptions()));
  std::uint64_t sum = 0;
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
    sum = sum * 31 + digest(iterator->value());
  for (iterator->SeekToLast(); iterator->Valid(); iterator->Prev())
    sum = sum * 31 + digest(iterator->key());
  check(iterator->status());
  return sum;
}

constexpr struct {
  const char *name;
  std::uint64_t (*run)(leveldb::DB &, Random &);
} parts[] = {{"fill", fill}, {"read", read}, {"seek", seek}, {"iterate", iterate}};

void iteration() {
  Random random;
  const std::unique_ptr<leveldb::Env> environment(leveldb::NewMemEnv(leveldb::Env::Default()));
  const std::unique_ptr<const leveldb::FilterPolicy> filter(leveldb::NewBloomFilterPolicy(10));
  const std::unique_ptr<leveldb::Cache> cache(leveldb::NewLRUCache(1 << 20));
  leveldb::Options options;
  options.create_if_missing = true;
  options.env = environment.get();
  options.filter_policy = filter.get();
  options.block_cache = cache.get();
  options.write_buffer_size = 1 << 20;
  leveldb::DB *opened = nullptr;
  check(leveldb::DB::Open(options, "/database", &opened));
  const std::unique_ptr<leveldb::DB> database(opened);
  for (const auto &part : parts) {
    const double start = seconds_now();
    const std::uint64_t result = part.run(*database, random);
    record_time(part.name, seconds_now() - start);
    std::printf("%s %" PRIu64 "\n", part.name, result);
  }
}

} // namespace

int main(int argc, char **argv) {
  const long iterations = count_argument(argc, argv, 1);
  open_times();
  for (long index = 0; index < iterations; ++index)
    iteration();
  close_times();
}
