/* A threaded interpreter: every handler ends in a guaranteed tail call to the next one
   (`musttail`, so clang only), and each of them is a dispatch site of its own.
   A profile shows, handler by handler, which opcode follows it; most have one or two successors.
   A good optimizer records these sites and refuses to promote them, with the reason: a guarded
   musttail call gains nothing where the processor predicts well, and can cost a factor of two. */

#include "sample.h"

#if !defined(__has_attribute) || !__has_attribute(musttail)
#error "this sample needs a compiler with the musttail attribute, such as clang"
#endif

struct Instruction;

/* The state of the machine travels in registers: code, variables, accumulator. */
typedef uint64_t Handler(const struct Instruction *code, uint64_t *variables, uint64_t accumulator);

struct Instruction {
  uint8_t opcode;
  uint8_t operand;
};

enum { LOAD, STORE, ADD, MULTIPLY, INCREMENT, TEST_ODD, SKIP_IF_ZERO, LOOP, HALT };

static Handler load, store, add, multiply, increment, test_odd, skip_if_zero, loop, halt;

static Handler *const handlers[] = {
    [LOAD] = load,         [STORE] = store,         [ADD] = add,
    [MULTIPLY] = multiply, [INCREMENT] = increment, [TEST_ODD] = test_odd,
    [SKIP_IF_ZERO] = skip_if_zero, [LOOP] = loop, [HALT] = halt,
};

#define DISPATCH(code, variables, accumulator)                                                     \
  __attribute__((musttail)) return handlers[(code)->opcode](code, variables, accumulator)

static uint64_t load(const struct Instruction *code, uint64_t *variables, uint64_t accumulator) {
  accumulator = variables[code->operand];
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t store(const struct Instruction *code, uint64_t *variables, uint64_t accumulator) {
  variables[code->operand] = accumulator;
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t add(const struct Instruction *code, uint64_t *variables, uint64_t accumulator) {
  accumulator += variables[code->operand];
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t multiply(const struct Instruction *code, uint64_t *variables,
                         uint64_t accumulator) {
  accumulator *= variables[code->operand];
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t increment(const struct Instruction *code, uint64_t *variables,
                          uint64_t accumulator) {
  variables[code->operand] += 1;
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t test_odd(const struct Instruction *code, uint64_t *variables,
                         uint64_t accumulator) {
  accumulator &= 1;
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t skip_if_zero(const struct Instruction *code, uint64_t *variables,
                             uint64_t accumulator) {
  code += accumulator == 0 ? code->operand : 0;
  DISPATCH(code + 1, variables, accumulator);
}

/* Back by `operand` instructions while variable 0 is below variable 2. */
static uint64_t loop(const struct Instruction *code, uint64_t *variables, uint64_t accumulator) {
  code -= variables[0] < variables[2] ? code->operand : 0;
  DISPATCH(code + 1, variables, accumulator);
}

static uint64_t halt(const struct Instruction *code, uint64_t *variables, uint64_t accumulator) {
  (void)code;
  (void)accumulator;
  return variables[1];
}

/* do { if (sum is odd) sum = sum * 3 + i; sum = sum + i; i = i + 1; } while (i < limit);
   with i, sum, limit and 3 in variables 0 to 3. */
static const struct Instruction program[] = {
    {LOAD, 1},      {TEST_ODD, 0}, {SKIP_IF_ZERO, 4},           /* if (sum is odd) */
    {LOAD, 1},      {MULTIPLY, 3}, {ADD, 0}, {STORE, 1},        /* sum = sum * 3 + i */
    {LOAD, 1},      {ADD, 0},      {STORE, 1},                  /* sum = sum + i */
    {INCREMENT, 0}, {LOOP, 12},    {HALT, 0},
};

static NOINLINE uint64_t run(const struct Instruction *code, uint64_t limit) {
  uint64_t variables[4] = {0, 1, limit, 3};
  return handlers[code->opcode](code, variables, 0);
}

int main(int argc, char **argv) {
  const uint64_t total = rounds(argc, argv, 40000);
  uint64_t sum = 0;
  for (uint64_t round = 0; round < total; ++round)
    sum += run(program, 1000 + round % 10);
  report("sum", sum);
}
