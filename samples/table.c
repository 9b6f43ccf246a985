/* A bytecode machine that dispatches through a constant table of handlers: an indirect call in C,
   with neither classes nor vtables.
   A profile shows one site with all opcodes as targets, in the proportions of the bytecode loop.
   A good optimizer may inline the handlers that dominate, and has to weigh that the loop is
   regular: the processor predicts the indirect call, and a long row of guards makes it slower. */

#include "sample.h"

struct Instruction {
  uint8_t opcode;
  uint32_t operand;
};

struct Machine {
  const struct Instruction *next;
  uint64_t stack[16];
  uint64_t *top; /* the next free slot */
  uint64_t variables[4];
  int running;
};

static void push(struct Machine *machine, uint32_t operand) { *machine->top++ = operand; }

static void load(struct Machine *machine, uint32_t operand) {
  *machine->top++ = machine->variables[operand];
}

static void store(struct Machine *machine, uint32_t operand) {
  machine->variables[operand] = *--machine->top;
}

static void add(struct Machine *machine, uint32_t operand) {
  (void)operand;
  machine->top -= 1;
  machine->top[-1] += machine->top[0];
}

static void multiply(struct Machine *machine, uint32_t operand) {
  (void)operand;
  machine->top -= 1;
  machine->top[-1] *= machine->top[0];
}

static void less(struct Machine *machine, uint32_t operand) {
  (void)operand;
  machine->top -= 1;
  machine->top[-1] = machine->top[-1] < machine->top[0];
}

static void jump_if(struct Machine *machine, uint32_t operand) {
  if (*--machine->top)
    machine->next -= operand; /* backwards */
}

static void halt(struct Machine *machine, uint32_t operand) {
  (void)operand;
  machine->running = 0;
}

enum { PUSH, LOAD, STORE, ADD, MULTIPLY, LESS, JUMP_IF, HALT };

typedef void (*Handler)(struct Machine *machine, uint32_t operand);

static const Handler handlers[] = {
    [PUSH] = push,         [LOAD] = load, [STORE] = store,     [ADD] = add,
    [MULTIPLY] = multiply, [LESS] = less, [JUMP_IF] = jump_if, [HALT] = halt,
};

/* do { sum = sum * 3 + i * i; i = i + 1; } while (i < limit);
   with i, sum and limit in variables 0, 1 and 2. */
static const struct Instruction program[] = {
    {LOAD, 1},     {PUSH, 3},  {MULTIPLY, 0},           /* sum * 3 */
    {LOAD, 0},     {LOAD, 0},  {MULTIPLY, 0},           /* i * i */
    {ADD, 0},      {STORE, 1},                          /* into sum */
    {LOAD, 0},     {PUSH, 1},  {ADD, 0}, {STORE, 0},    /* i + 1 into i */
    {LOAD, 0},     {LOAD, 2},  {LESS, 0},               /* i < limit */
    {JUMP_IF, 16}, {HALT, 0},
};

static NOINLINE uint64_t run(const struct Instruction *code, uint64_t limit) {
  struct Machine machine = {.next = code, .variables = {0, 0, limit, 0}, .running = 1};
  machine.top = machine.stack;
  while (machine.running) {
    const struct Instruction *instruction = machine.next++;
    handlers[instruction->opcode](&machine, instruction->operand);
  }
  return machine.variables[1];
}

int main(int argc, char **argv) {
  const uint64_t total = rounds(argc, argv, 10000);
  uint64_t sum = 0;
  for (uint64_t round = 0; round < total; ++round)
    sum += run(program, 1000 + round % 10);
  report("sum", sum);
}
