#!/usr/bin/env bash
# The REPL beside clang-repl: a hot function after tier-up, and the time from start to prompt.
set -euo pipefail

usage() {
  cat <<END
usage: repl.sh [-n ROUNDS]

Prints, as medians of ROUNDS rounds (default 5) in turn:
  - the best of 20 runs of a hot function with virtual calls in clang-repl-22, with -Xcc=-O2, in
    'devirt repl' without devirtualization, and in 'devirt repl';
  - the time of an empty session, beside clang-repl-22's.

DEVIRT names the devirt to use; the default is the release build of this repository.
clang-repl-22 comes with clang-tools-22.
END
}

rounds=5
while [ $# -gt 0 ]; do
  case $1 in
    -n) rounds=$2; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 64 ;;
  esac
  shift
done
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
devirt=${DEVIRT:-$root/.build/release/devirt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work

# One input a line: clang-repl knows no other way.
cat > "$work/hot.cpp" <<'END'
#include <cstdio>
#include <ctime>
#include <memory>
#include <vector>
struct Shape { virtual ~Shape() = default; virtual double area() const = 0; };
struct Square : Shape { double side = 1; double area() const override { return side * side; } };
struct Circle : Shape { double radius = 1; double area() const override { return 3.14 * radius * radius; } };
std::vector<std::unique_ptr<Shape>> shapes;
for (int i = 0; i < 1000; ++i) { if (i % 4 == 3) { shapes.push_back(std::make_unique<Circle>()); } else { shapes.push_back(std::make_unique<Square>()); } }
double total(int rounds) { double sum = 0; for (int round = 0; round < rounds; ++round) for (std::size_t i = 0; i < shapes.size(); ++i) sum += shapes[i]->area(); return sum; }
double now() { timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
double best = 1e9, sum = 0;
for (int run = 0; run < 20; ++run) { double begin = now(); sum += total(5000); double time = now() - begin; if (time < best) { best = time; } }
std::printf("%.3f\n", best * 1e3);
END

# clang-repl ends with an empty line.
median() { grep . | sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# Milliseconds of a command with a script on standard input.
wall() {
  local begin end
  begin=$(date +%s%N)
  "${@:2}" < "$1" > /dev/null
  end=$(date +%s%N)
  echo $(((end - begin) / 1000)) | awk '{ printf "%.1f\n", $1 / 1000 }'
}

for ((round = 0; round < rounds; ++round)); do
  timeout 120 clang-repl-22 < "$work/hot.cpp" >> "$work/O0"
  timeout 120 clang-repl-22 -Xcc=-O2 < "$work/hot.cpp" >> "$work/O2"
  timeout 120 "$devirt" repl --no-devirtualize < "$work/hot.cpp" >> "$work/without"
  timeout 120 "$devirt" repl < "$work/hot.cpp" >> "$work/devirtualized"
  wall /dev/null clang-repl-22 >> "$work/start-clang"
  wall /dev/null "$devirt" repl >> "$work/start-devirt"
done
for part in O0 O2 without devirtualized start-clang start-devirt; do
  eval "${part//-/_}=$(median < "$work/$part")"
done
# shellcheck disable=SC2154
awk -v a="$O0" -v b="$O2" -v c="$without" -v d="$devirtualized" -v e="$start_clang" -v f="$start_devirt" '
BEGIN {
  printf "hot function, best of 20 runs           ms   x -O0   x -O2\n"
  printf "clang-repl-22                      %7.2f %7.2f %7.2f\n", a, 1, b / a
  printf "clang-repl-22 -Xcc=-O2             %7.2f %7.2f %7.2f\n", b, a / b, 1
  printf "devirt repl --no-devirtualize      %7.2f %7.2f %7.2f\n", c, a / c, b / c
  printf "devirt repl                        %7.2f %7.2f %7.2f\n", d, a / d, b / d
  printf "start to end of an empty session, ms: clang-repl-22 %.0f, devirt repl %.0f: %.2f times\n", e, f, f / e
}'
