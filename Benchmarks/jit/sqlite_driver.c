/* SQLite on databases in memory. Arguments: iterations, and how many parts an iteration is divided
   in (1 if not given). An iteration fills a database, looks rows up, groups them and joins them,
   and prints what it found. */
#include "iterations.h"

#include "sqlite3.h"

#include <inttypes.h>
#include <stdint.h>

enum { CUSTOMERS = 500, ORDERS = 30000, LOOKUPS = 24000 };

/* An iteration has a part of these. */
static long divisor = 1;

static sqlite3 *database;

static void check(int status) {
  if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW)
    return;
  fprintf(stderr, "%s\n", database ? sqlite3_errmsg(database) : sqlite3_errstr(status));
  exit(1);
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v2(database, sql, -1, &statement, NULL));
  return statement;
}

static void execute(const char *sql) { check(sqlite3_exec(database, sql, NULL, NULL, NULL)); }

static uint32_t draw(uint32_t bound) {
  static uint64_t state = 1;
  /* A full period is not needed; that every iteration draws the same is. */
  if (bound == 0)
    state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return bound == 0 ? 0 : (uint32_t)(state >> 33) % bound;
}

/* Runs a statement to its end, and folds all it returns into one number. */
static uint64_t digest(sqlite3_stmt *statement) {
  uint64_t sum = 0;
  int status;
  while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
    const int columns = sqlite3_column_count(statement);
    int column;
    for (column = 0; column < columns; ++column)
      if (sqlite3_column_type(statement, column) == SQLITE_TEXT) {
        const unsigned char *text = sqlite3_column_text(statement, column);
        while (*text != '\0')
          sum = sum * 31 + *text++;
      } else {
        sum = sum * 31 + (uint64_t)sqlite3_column_int64(statement, column);
      }
  }
  check(status);
  check(sqlite3_reset(statement));
  return sum;
}

static uint64_t insert(void) {
  sqlite3_stmt *customer, *order;
  char text[32];
  int index;
  execute("create table customers (id integer primary key, name text, city integer);"
          "create table orders (id integer primary key, customer integer, amount integer,"
          " note text);"
          "create index by_customer on orders (customer, amount);"
          "begin");
  customer = prepare("insert into customers values (?, ?, ?)");
  for (index = 0; index < CUSTOMERS; ++index) {
    snprintf(text, sizeof text, "customer %" PRIu32, draw(100000));
    check(sqlite3_bind_int(customer, 1, index));
    check(sqlite3_bind_text(customer, 2, text, -1, SQLITE_TRANSIENT));
    check(sqlite3_bind_int(customer, 3, (int)draw(20)));
    digest(customer);
  }
  order = prepare("insert into orders (customer, amount, note) values (?, ?, ?)");
  for (index = 0; index < ORDERS / divisor; ++index) {
    snprintf(text, sizeof text, "note %" PRIu32, draw(1000));
    check(sqlite3_bind_int(order, 1, (int)draw(CUSTOMERS)));
    check(sqlite3_bind_int(order, 2, (int)draw(10000)));
    check(sqlite3_bind_text(order, 3, text, -1, SQLITE_TRANSIENT));
    digest(order);
  }
  check(sqlite3_finalize(customer));
  check(sqlite3_finalize(order));
  execute("commit");
  return (uint64_t)sqlite3_total_changes(database);
}

static uint64_t lookup(void) {
  sqlite3_stmt *statement =
      prepare("select amount, note from orders where customer = ? and amount > ? limit 3");
  uint64_t sum = 0;
  int index;
  for (index = 0; index < LOOKUPS / divisor; ++index) {
    check(sqlite3_bind_int(statement, 1, (int)draw(CUSTOMERS)));
    check(sqlite3_bind_int(statement, 2, (int)draw(10000)));
    sum = sum * 7 + digest(statement);
  }
  check(sqlite3_finalize(statement));
  return sum;
}

static uint64_t query(const char *sql, int times) {
  sqlite3_stmt *statement = prepare(sql);
  uint64_t sum = 0;
  while (times-- > 0)
    sum = sum * 7 + digest(statement);
  check(sqlite3_finalize(statement));
  return sum;
}

static uint64_t aggregate(void) {
  return query("select note, count(*), sum(amount), avg(amount), max(length(note)) from orders"
               " where amount % 7 <> 3 group by note order by 3 desc, 1", 1);
}

static uint64_t join(void) {
  return query("select city, count(*), sum(amount * 2 + length(name)) from customers"
               " join orders on orders.customer = customers.id"
               " where name like 'customer %' group by city order by city", 1);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    uint64_t (*run)(void);
  } parts[] = {{"insert", insert}, {"lookup", lookup}, {"aggregate", aggregate}, {"join", join}};
  const long iterations = count_argument(argc, argv, 1);
  long iteration;
  size_t part;
  if (argc > 2)
    divisor = count_argument(argc, argv, 2);
  open_times();
  for (iteration = 0; iteration < iterations; ++iteration) {
    draw(0);
    check(sqlite3_open(":memory:", &database));
    for (part = 0; part < sizeof parts / sizeof *parts; ++part) {
      const double start = seconds_now();
      const uint64_t result = parts[part].run();
      record_time(parts[part].name, seconds_now() - start);
      printf("%s %" PRIu64 "\n", parts[part].name, result);
    }
    check(sqlite3_close(database));
    database = NULL;
  }
  close_times();
}
