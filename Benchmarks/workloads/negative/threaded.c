/* A threaded interpreter: each handler ends in a tail call through the table to the next one, and
   nothing returns before the program ends. A processor predicts these calls well, since each
   handler has its own. Promotion copies handlers into each other: code grows, the registers of a
   handler are those of all it contains, and blind promotion was seen to double the time.

     threaded primes|mixed NUMBER

   With MUSTTAIL they are guaranteed tail calls with clang; else the optimizer makes them so. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined MUSTTAIL && defined __clang__
#define TAIL __attribute__((musttail)) return
#else
#define TAIL return
#endif

typedef int64_t Value;

struct Instruction {
  uint8_t opcode;
  uint8_t a, b;
  int16_t c;
};

#define PARAMETERS const struct Instruction *code, Value *registers, uint8_t *memory, Value fuel

typedef Value Handler(PARAMETERS);

enum { SET, MOVE, ADD, ADDI, MUL, MOD, XOR, SHIFT, LOAD, STORE, LESS, ZERO, JUMP, COUNT, HALT };

static Handler set, move, add, addi, mul, mod, xor, shift;
static Handler load, store, less, zero, jump, count, halt;

static Handler *const handlers[] = {
    [SET] = set, [MOVE] = move, [ADD] = add, [ADDI] = addi, [MUL] = mul,
    [MOD] = mod, [XOR] = xor, [SHIFT] = shift, [LOAD] = load, [STORE] = store,
    [LESS] = less, [ZERO] = zero, [JUMP] = jump, [COUNT] = count, [HALT] = halt,
};

#define NEXT(next)                                                                                 \
  do {                                                                                             \
    const struct Instruction *const following = (next);                                            \
    TAIL handlers[following->opcode](following, registers, memory, fuel);                          \
  } while (0)
#define A registers[code->a]
#define B registers[code->b]

static Value set(PARAMETERS) {
  A = code->c;
  NEXT(code + 1);
}
static Value move(PARAMETERS) {
  A = B;
  NEXT(code + 1);
}
static Value add(PARAMETERS) {
  A += B;
  NEXT(code + 1);
}
static Value addi(PARAMETERS) {
  A += code->c;
  NEXT(code + 1);
}
static Value mul(PARAMETERS) {
  A = (Value)((uint64_t)A * (uint64_t)B & 0x7fffffff);
  NEXT(code + 1);
}
static Value mod(PARAMETERS) {
  A = B == 0 ? 0 : A % B;
  NEXT(code + 1);
}
static Value xor(PARAMETERS) {
  A ^= B;
  NEXT(code + 1);
}
static Value shift(PARAMETERS) {
  A >>= code->c;
  NEXT(code + 1);
}
static Value load(PARAMETERS) {
  A = memory[B & 0xfffff];
  NEXT(code + 1);
}
static Value store(PARAMETERS) {
  memory[A & 0xfffff] = (uint8_t)B;
  NEXT(code + 1);
}
/* Jumps if a < b. */
static Value less(PARAMETERS) {
  NEXT(A < B ? code + code->c : code + 1);
}
/* Jumps if a is zero. */
static Value zero(PARAMETERS) {
  NEXT(A == 0 ? code + code->c : code + 1);
}
static Value jump(PARAMETERS) {
  NEXT(code + code->c);
}
/* Goes back, as often as there is fuel. */
static Value count(PARAMETERS) {
  if (--fuel > 0)
    NEXT(code + code->c);
  NEXT(code + 1);
}
static Value halt(PARAMETERS) {
  (void)memory;
  (void)fuel;
  return A;
}

/* Registers: 0 i, 1 j, 2 limit, 3 sum, 4 one, 5 scratch. */
static const struct Instruction primes[] = {
    {SET, 0, 0, 2},    {SET, 3, 0, 0},   {SET, 4, 0, 1},  /* i = 2, sum = 0 */
    {LOAD, 5, 0, 0},                                      /* 3: scratch = memory[i] */
    {ZERO, 5, 0, 2},   {JUMP, 0, 0, 8},                   /* composite: to 13 */
    {ADD, 3, 0, 0},    {MOVE, 1, 0, 0},                   /* sum += i; j = i */
    {ADD, 1, 0, 0},    {LESS, 1, 2, 2},  {JUMP, 0, 0, 3}, /* 8: j += i; past the limit: to 13 */
    {STORE, 1, 4, 0},  {JUMP, 0, 0, -4},                  /* memory[j] = 1; to 8 */
    {ADDI, 0, 0, 1},   {LESS, 0, 2, -11},                 /* 13: ++i; below the limit: to 3 */
    {SET, 0, 0, 0},                                       /* 15: forget, for the next time */
    {STORE, 0, 6, 0},  {ADDI, 0, 0, 1},  {LESS, 0, 2, -2},
    {COUNT, 0, 0, -19}, {HALT, 3, 0, 0}};

static const struct Instruction mixed[] = {
    {SET, 0, 0, 1},   {SET, 3, 0, 7},   {SET, 4, 0, 16807}, {SET, 7, 0, 97},
    {MUL, 3, 4, 0},   {MOVE, 5, 3, 0},  {SHIFT, 5, 0, 9},   {XOR, 0, 5, 0},
    {MOVE, 1, 0, 0},  {MOD, 1, 7, 0},   {LOAD, 5, 1, 0},    {ADD, 5, 0, 0},
    {STORE, 1, 5, 0}, {ADDI, 0, 0, 13}, {ZERO, 1, 0, 2},    {COUNT, 0, 0, -11},
    {COUNT, 0, 0, -12}, {ADD, 3, 0, 0}, {HALT, 3, 0, 0}};

int main(int argc, char **argv) {
  const int is_primes = argc < 2 || strcmp(argv[1], "primes") == 0;
  const struct Instruction *const program = is_primes ? primes : mixed;
  const Value fuel = argc > 2 ? atoll(argv[2]) : 10;
  uint8_t *const memory = calloc(1 << 20, 1);
  Value registers[256] = {0};
  if (memory == NULL)
    return 1;
  registers[2] = 200000;
  printf("%lld\n", (long long)handlers[program->opcode](program, registers, memory, fuel));
  free(memory);
  return 0;
}
