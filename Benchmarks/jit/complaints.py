"""Three complaints about re-optimizing JITs, with LLVM's ReOptimizeLayer and with devirt.
For measure.py."""

import statistics

from runs import Run, heading, native_run, progress, table

ROUNDS, ITERATIONS = 3, 20


def steady(run):
    """Seconds of an iteration, after warm-up."""
    return statistics.median(run.parts()["all"][ITERATIONS // 2 :])


def wall(run):
    return run.wall


class Complaint:
    """Commands, each with what its times are divided by: another of the commands."""

    def __init__(self, title, moment, commands, ratios):
        self.title, self.moment, self.commands, self.ratios = title, moment, commands, ratios
        self.times = {name: [] for name in commands}
        self.problems = {}

    def measure(self, report):
        expected = None
        for name, command in self.commands.items():
            if name in self.problems:
                continue
            run = native_run(command) if name == "native" else Run(command, timeout=120)
            expected = run.output if expected is None else expected
            if problem := run.failure(expected):
                self.problems[name] = problem
                if name.startswith("devirt"):
                    report.fail(f"{self.title}: {name}", run, problem)
            else:
                self.times[name].append(self.moment(run))

    def ratio(self, name):
        """The median of the rounds, or None."""
        of, to = self.ratios[name]
        if of in self.problems or to in self.problems:
            return None
        pairs = zip(self.times[of], self.times[to])
        return statistics.median(time / base for time, base in pairs)


def three(options):
    upstream, devirt = "upstream/upstream", [options.devirt, "run"]
    calls, loop = ["calls/app.bc", ITERATIONS], ["hugeloop/app.bc", 900000]

    def layer(profiler):
        return ["/usr/bin/env", f"UPSTREAM_PROFILER={profiler}", upstream, *calls]

    def run(*flags):
        return [*devirt, *flags, calls[0], "--", *calls[1:]]

    return [
        Complaint(
            "measuring costs where optimization does not come",
            steady,
            {
                "native": ["calls/native", ITERATIONS],
                "counting": layer("count"),
                "bare": layer("none"),
                "devirt counting": run("--policy", "observe"),
                "devirt bare": run("--policy", "never"),
            },
            {
                "layer": ("counting", "bare"),
                "devirt": ("devirt counting", "devirt bare"),
            },
        ),
        Complaint(
            "a function with one huge loop never benefits",
            wall,
            {
                "native": ["hugeloop/native", loop[1]],
                "profiled": ["hugeloop/pgo", loop[1]],
                "layer": [upstream, *loop],
                "devirt": [*devirt, loop[0], "--", loop[1]],
            },
            {
                "layer": ("layer", "native"),
                "devirt": ("devirt", "native"),
                "beside clang's PGO": ("profiled", "devirt"),
            },
        ),
        Complaint(
            "stubs cost",
            steady,
            {
                "native": ["calls/native", ITERATIONS],
                "layer": [upstream, *calls],
                "devirt": run(),
                "devirt with stubs": run("--no-bind-calls"),
            },
            {
                "layer": ("layer", "native"),
                "devirt": ("devirt", "native"),
                "devirt, all stubs": ("devirt with stubs", "native"),
            },
        ),
    ]


def complaints(report, options):
    measured = three(options)
    for index in range(ROUNDS):
        for complaint in measured:
            progress(f"complaints: round {index + 1} of {ROUNDS}: {complaint.title}")
            complaint.measure(report)
    heading(f"three complaints: time with / time without, medians of {ROUNDS} rounds")
    columns = ["layer", "devirt", "devirt, all stubs"]
    rows = []
    for complaint in measured:
        ratios = {name: complaint.ratio(name) for name in complaint.ratios}
        cells = [
            "" if name not in ratios else "-" if ratios[name] is None else f"{ratios[name]:.2f}"
            for name in columns
        ]
        rows.append([complaint.title, *cells])
        report.parts.setdefault("complaints", {})[complaint.title] = {
            "ratios": ratios,
            "times": complaint.times,
            "problems": complaint.problems,
        }
    table(["", "ReOptimizeLayer", *columns[1:]], rows)
    print("\nWithout: no counters; native -O2 code; native -O2 code.")
    cost = measured[0].ratio("devirt")
    report.goal("measuring what is never optimized, with / without", cost, "<=", 1.10)
    whole = measured[1].ratio("beside clang's PGO")
    report.goal("a run of 10 s in one loop, clang's PGO / devirt", whole, ">=", 0.90)
