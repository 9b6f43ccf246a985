#!/usr/bin/env python3
"""Runs what jit.sh built, in the current directory, and says what came out: tables on the standard
output, and JSON. Run by jit.sh, whose --help says what the parts are.

Ratios are formed within a round and their median is shown: runs are interleaved, because machines
get slower and faster meanwhile.
"""

import argparse
import array
import math
import pathlib
import statistics
import sys

from complaints import complaints
from runs import TIMES, Run, native_run, progress, spread, Report, heading, table

POLICIES = ("never", "always", "tiered")


# Parts


def beside_lli(report, name, title, command, rounds, moment, goal):
    """Interleaved runs of one bitcode file by both, to `moment`, an attribute of Run.
    `command` makes the command lines of the native build, of devirt and of lli."""
    commands = {runner: command(runner) for runner in ("native", "devirt", "lli")}
    until_output = moment == "first_output"
    expected = native_run(commands["native"], until_output=until_output).output
    times = {runner: [] for runner in commands}
    for index in range(-1, rounds):  # one round to warm the caches of the system
        for runner, line in commands.items():
            progress(f"{name}: round {index + 1} of {rounds}: {runner}")
            run = Run(line, until_output=until_output)
            if problem := run.failure(expected):
                report.fail(f"{name} with {runner}", run, problem)
                report.goal(title, None, *goal)
                return
            if index >= 0:
                times[runner].append(getattr(run, moment))
    heading(f"{title}: {rounds} interleaved rounds")
    rows = []
    for runner, values in times.items():
        ratios = [value / lli for value, lli in zip(values, times["lli"])]
        rows.append(
            [
                runner,
                f"{statistics.median(values) * 1000:.1f}",
                f"{min(values) * 1000:.1f}",
                f"{statistics.median(ratios):.2f}" if runner != "lli" else "1.00",
                spread(ratios) if runner != "lli" else "",
            ]
        )
    table(["", "median ms", "min", "/ lli", "middle half"], rows)
    report.parts[name] = times
    pairs = list(zip(times["devirt"], times["lli"]))
    if goal[0] == "<=":
        ratio = statistics.median(devirt / lli for devirt, lli in pairs)
    else:
        ratio = statistics.median(lli / devirt for devirt, lli in pairs)
    report.goal(title, ratio, *goal)


def hello(report, options):
    def command(runner):
        return {
            "native": ["hello/native"],
            "devirt": [options.devirt, "run", "hello/app.bc"],
            "lli": [options.lli, "hello/app.bc"],
        }[runner]

    title = "hello from bitcode to exit, devirt / lli"
    beside_lli(report, "hello", title, command, 31, "wall", ("<=", 1.5))


def version(report, options):
    def command(runner):
        return {
            "native": ["lua/native", "-v"],
            "devirt": [options.devirt, "run", "lua/app.bc", "--", "-v"],
            "lli": [options.lli, "lua/app.bc", "-v"],
        }[runner]

    title = "lua -v from bitcode to output, lli / devirt"
    beside_lli(report, "version", title, command, 7, "first_output", (">=", 6))


def geometric_mean(values):
    return math.exp(statistics.mean(map(math.log, values)))


def late(times):
    """The last third: the steady state."""
    return times[-max(1, len(times) // 3) :]


def totals(parts):
    """The times of whole iterations."""
    return [sum(times) for times in zip(*parts.values())]


class Program:
    """A workload of the part 'programs', and what was measured of it."""

    def __init__(self, directory, clock, *arguments):
        self.directory, self.clock, self.arguments = directory, clock, arguments
        self.name = {"luadriver": "lua"}.get(directory, directory.rpartition("/")[2])
        self.rounds, self.problem = [], None

    def command(self, iterations, *prefix):
        return [*prefix, *(word.replace("{n}", str(iterations)) for word in self.arguments)]

    def native(self, iterations, build="native"):
        return native_run(
            self.command(iterations, f"{self.directory}/{build}"), clock=self.clock
        )

    def with_profile(self, iterations):
        """Times of clang's build with a profile, where there is one."""
        if not pathlib.Path(self.directory, "pgo").exists():
            return None
        return totals(self.native(iterations, "pgo").parts())

    def measure(self, report, options, half):
        """native, devirt, native: half as many iterations before and after as between, so that
        what a machine slowly does to both cancels out."""
        before = self.native(half)
        native = totals(before.parts()), before.parts()
        prefix = [options.devirt, "run", f"{self.directory}/app.bc", "--"]
        run = Run(self.command(2 * half, *prefix), self.clock, 60 + 20 * before.wall)
        if problem := run.failure(before.output + before.output):
            self.problem = problem
            report.fail(f"{self.name} under devirt run", run, problem)
            return
        devirt = totals(run.parts()), run.parts()
        after = self.native(half)
        again = totals(after.parts()), after.parts()
        profiled = self.with_profile(half)
        self.rounds.append(
            {
                "native": native[0] + again[0],
                "devirt": devirt[0],
                "wall": {"native": before.wall + after.wall, "devirt": run.wall},
                "cpu": {"native": before.cpu + after.cpu, "devirt": run.cpu},
                "steady": {
                    "native": statistics.median(late(native[0]) + late(again[0])),
                    "devirt": statistics.median(late(devirt[0])),
                    "pgo": statistics.median(late(profiled)) if profiled else None,
                },
                "parts": {
                    name: statistics.median(late(native[1][name]) + late(again[1][name]))
                    / statistics.median(late(devirt[1][name]))
                    for name in devirt[1]
                },
            }
        )

    def steady(self):
        return statistics.median(r["steady"]["native"] / r["steady"]["devirt"] for r in self.rounds)

    def beside_pgo(self):
        """None without a build with a profile."""
        ratios = [
            r["steady"]["pgo"] / r["steady"]["devirt"] for r in self.rounds if r["steady"]["pgo"]
        ]
        return statistics.median(ratios) if ratios else None

    def total(self):
        return statistics.median(r["wall"]["native"] / r["wall"]["devirt"] for r in self.rounds)

    def part(self, name):
        return statistics.median(r["parts"][name] for r in self.rounds)

    def row(self):
        if not self.rounds:
            return [self.name, self.problem or "-", "", "", "", "", "", ""]
        steady = [
            r["steady"]["native"] / time for r in self.rounds for time in late(r["devirt"])
        ]
        iterations = len(self.rounds[0]["devirt"])
        return [
            self.name,
            f"{self.steady():.2f}",
            spread(steady),
            f"{self.beside_pgo():.2f}" if self.beside_pgo() else "",
            f"{statistics.median(map(warm_up, self.rounds)):.1f}",
            f"{self.total():.2f}",
            f"{statistics.median(r['wall']['native'] for r in self.rounds):.1f}",
            f"{iterations} x {self.rounds[0]['steady']['native'] * 1000:.0f} ms",
        ]


def warm_up(measured):
    """The seconds of the iterations before the first that comes within 10% of the steady state."""
    seconds = 0.0
    for duration in measured["devirt"]:
        if duration <= 1.1 * measured["steady"]["devirt"]:
            break
        seconds += duration
    return seconds


def programs(report, options):
    lines = pathlib.Path("workloads").read_text().splitlines()
    measured = [Program(*line.split("\t")) for line in lines]
    halves = {}
    for program in measured:
        progress(f"{program.name}: how long is an iteration")
        iteration = statistics.median(totals(program.native(7).parts()))
        halves[program.name] = max(15, round(options.seconds / iteration / 2))
    for index in range(options.rounds):
        for program in measured:
            progress(f"round {index + 1} of {options.rounds}: {program.name}")
            if not program.problem:
                program.measure(report, options, halves[program.name])
    heading("long runs: native time / devirt time")
    names = ["", "steady", "middle half", "pgo / devirt", "warm-up s", "total", "native s", "iterations"]
    rows = [program.row() for program in measured]
    whole = [program for program in measured if program.rounds]
    if len(whole) > 1:
        steady = geometric_mean(program.steady() for program in whole)
        total = geometric_mean(program.total() for program in whole)
        beside = [program.beside_pgo() for program in whole if program.beside_pgo()]
        pgo = f"{geometric_mean(beside):.2f}" if beside else ""
        rows.append(["geometric mean", f"{steady:.2f}", "", pgo, "", f"{total:.2f}", "", ""])
    table(names, rows)
    parted = [program for program in whole if len(program.rounds[0]["parts"]) > 1]
    if parted:
        print("\nsteady state of their parts:")
    for program in parted:
        shares = (f"{name} {program.part(name):.2f}" for name in program.rounds[0]["parts"])
        print(f"  {program.name}: {', '.join(shares)}")
    report.parts["programs"] = {program.name: program.rounds for program in measured}

    beside = [p for p in whole if p.beside_pgo() and p.name != "control"]
    if beside:
        mean = geometric_mean(program.beside_pgo() for program in beside)
        report.goal("samples with dispatch, clang's PGO / devirt", mean, ">=", 0.95)
    complete = all(program.rounds for program in measured)
    total = f"total of {options.seconds} s"
    for name, ratio, bound in (
        ("steady state", Program.steady, 0.75),
        (total, Program.total, 0.85),
    ):
        if name == "steady state":
            mean = geometric_mean(map(ratio, measured)) if complete else None
            report.goal(f"{name}, geometric mean", mean, ">=", 0.90)
        least = min(measured, key=lambda program: ratio(program) if program.rounds else 0)
        value = ratio(least) if complete else None
        report.goal(f"{name}, the least ({least.name})", value, ">=", bound)


def reached(run):
    """Wall seconds from the start of a process to the first iteration at 95% of its steady state."""
    times = totals(run.parts())
    steady = statistics.median(late(times))
    seconds = run.wall - sum(times)  # what comes after the last one is little
    for duration in times:
        if duration <= steady / 0.95:
            break
        seconds += duration
    return seconds


def warm(report, options):
    """Two runs: the first writes a profile, the second starts from it."""
    programs = {
        "lua": ("luadriver", [options.lua_workload, "30"]),
        "sqlite": ("sqlite", ["400", "20"]),
    }
    rounds, rows = 3, []
    results = report.parts["warm"] = {}
    for name, (directory, arguments) in programs.items():
        file, profile = f"{directory}/app.bc", f"{directory}/app.devirt"
        times = {"cold": [], "warm": []}
        for index in range(rounds):
            expected = None
            for kind, flag in (("cold", "--profile-out"), ("warm", "--profile-use")):
                progress(f"warm: round {index + 1} of {rounds}: {name}: {kind}")
                command = [options.devirt, "run", flag, profile, file, "--", *arguments]
                run = Run(command, "wall")
                if problem := run.failure(expected):
                    report.fail(f"{name}, {kind}", run, problem)
                    return
                expected = run.output
                times[kind].append((reached(run), run.wall))
        medians = {
            kind: [statistics.median(values) for values in zip(*times[kind])] for kind in times
        }
        results[name] = times
        rows.append([name, *(f"{value:.2f}" for kind in times for value in medians[kind])])
        title = f"warm start of {name}, seconds to 95% of the steady state"
        report.goal(title, medians["warm"][0], "<=", 0.3)
    heading(f"warm start: wall seconds, medians of {rounds} rounds")
    table(["", "cold: to 95%", "whole run", "warm: to 95%", "whole run"], rows)


def pauses(report, options):
    """Microseconds of single calls. The window is the calls around the threshold."""
    rounds, calls = 3, options.threshold + 100
    commands = {
        "native": ["pauses/native", calls],
        "devirt": [options.devirt, "run", "pauses/app.bc", "--", calls],
    }
    kinds = ("hot", "ordinary", "after")
    shares = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    results = {(runner, kind): [] for runner in commands for kind in kinds}
    expected = None
    for index in range(rounds):
        for runner, command in commands.items():
            progress(f"pauses: round {index + 1} of {rounds}: {runner}")
            run = native_run(command) if runner == "native" else Run(command)
            expected = run.output if expected is None else expected
            if problem := run.failure(expected):
                report.fail(f"pauses with {runner}", run, problem)
                report.goal("pause of a hot function, p99 in us", None, "<=", 50)
                return
            times = array.array("I", TIMES.read_bytes())
            for kind, values in classify(times, calls, options.threshold).items():
                values.sort()
                results[runner, kind].append(
                    {name: quantile_of_sorted(values, s) / 1000 for name, s in shares.items()}
                )
    heading(f"pauses in us, 1000 functions, medians of {rounds} rounds")
    titles = {
        "hot": f"calls {options.threshold - 1} to {options.threshold + 1}, longest",
        "ordinary": "other calls",
        "after": "3 ms of calls afterwards, longest",
    }
    rows, merged = [], {}
    for (runner, kind), values in results.items():
        medians = {name: statistics.median(value[name] for value in values) for name in shares}
        merged[f"{runner}, {kind}"] = medians
        cells = [f"{medians[name]:.2f}" for name in shares]
        rows.append([f"{runner}: {titles[kind]}", *cells])
    table(["", *shares], rows)
    report.parts["pauses"] = merged
    value = merged["devirt, hot"]["p99"]
    report.goal("pause of a hot function, p99 in us", value, "<=", 50)


def quantile_of_sorted(values, share):
    """Without interpolation: a pause that there was."""
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


def classify(times, calls, threshold):
    hot, ordinary, after = [], [], []
    row = calls + 1
    for first in range(0, len(times), row):
        # The first call, which compiles, is left out; call number n is at n - 1.
        around = first + threshold - 2
        hot.append(max(times[around : around + 3]))
        ordinary += times[first + 1 : around]
        ordinary += times[around + 3 : first + calls]
        after.append(times[first + calls])
    return {"hot": hot, "ordinary": ordinary, "after": after}


def tiers(report, options):
    """Wall seconds of whole runs, from bitcode to exit."""
    rounds, enough = 3, 4.0
    columns = {
        "recursion": ("samples/recursion", ["10", "9000"]),
        "lua": ("luadriver", [options.lua_workload, "8"]),
        "lua, switch": ("luaswitch", [options.lua_workload, "8"]),
        "sqlite": ("sqlite", ["1"]),
        "leveldb": ("leveldb", ["8"]),
    }
    runners = {"native": lambda directory: [f"{directory}/native"]}
    for policy in POLICIES:
        runners[policy] = lambda directory, policy=policy: [
            options.devirt, "run", "--policy", policy, f"{directory}/app.bc", "--"
        ]
    runners["ReOptimizeLayer"] = lambda directory: ["upstream/upstream", f"{directory}/app.bc"]
    times = {(runner, column): [] for runner in runners for column in columns}
    problems, expected = {}, {}
    for index in range(rounds):
        for column, (directory, arguments) in columns.items():
            for runner, command in runners.items():
                cell = runner, column
                # What takes long differs by more than the noise; it is not repeated.
                if cell in problems or sum(times[cell]) > enough:
                    continue
                progress(f"tiers: round {index + 1} of {rounds}: {runner}: {column}")
                line = [*command(directory), *arguments]
                run = native_run(line) if runner == "native" else Run(line, timeout=120)
                expected.setdefault(column, run.output)
                if problem := run.failure(expected[column]):
                    problems[cell] = problem
                    if runner in POLICIES:
                        report.fail(f"{column} with --policy {runner}", run, problem)
                else:
                    times[cell].append(run.wall)
    heading(f"tiers: wall seconds of whole runs, medians of up to {rounds} rounds")
    rows = []
    for runner in runners:
        cells = []
        for column in columns:
            cell = runner, column
            cells.append(
                problems[cell].partition(" (")[0]
                if cell in problems
                else f"{statistics.median(times[cell]):.2f}"
            )
        rows.append([runner, *cells])
    table(["", *columns], rows)
    report.parts["tiers"] = {
        column: {name: problems.get((name, column), times[name, column]) for name in runners}
        for column in columns
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devirt", required=True)
    parser.add_argument("--llvm-bin", required=True)
    parser.add_argument("--lua-workload", required=True)
    parser.add_argument("--parts", required=True, help="names, separated by spaces")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--threshold", type=int, required=True)
    parser.add_argument("--json")
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    options.lli = f"{options.llvm_bin}/lli"
    report = Report()
    for part in (hello, version, programs, warm, pauses, tiers, complaints):
        if part.__name__ in options.parts.split():
            part(report, options)
    return report.finish(options.json, options.strict)


if __name__ == "__main__":
    sys.exit(main())
