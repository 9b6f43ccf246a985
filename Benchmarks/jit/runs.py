"""Runs of programs, timed, and the report of what they took. For measure.py."""

import json
import os
import pathlib
import platform
import sys
import threading
import time

# What the program that runs at the moment writes.
TIMES, OUTPUT, MESSAGES = (
    pathlib.Path(f"run.{name}").absolute() for name in ("times", "out", "err")
)


# Running


class Run:
    """One process: wall and CPU seconds, its output, the times it wrote, and how it ended."""

    def __init__(
        self, command, clock="thread", timeout=300.0, until_output=False, environment=None
    ):
        for path in (TIMES, OUTPUT, MESSAGES):
            path.unlink(missing_ok=True)
        environment = {
            **os.environ,
            "DEVIRT_BENCH_TIMES": str(TIMES),
            "DEVIRT_BENCH_CLOCK": clock,
            **(environment or {}),
        }
        flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(MESSAGES), flags, 0o644),
        ]
        if until_output:
            reader, writer = os.pipe()
            actions.append((os.POSIX_SPAWN_DUP2, writer, 1))
        else:
            actions.append((os.POSIX_SPAWN_OPEN, 1, str(OUTPUT), flags, 0o644))
        command = [str(word) for word in command]
        start = time.perf_counter()
        child = os.posix_spawn(command[0], command, environment, file_actions=actions)
        self.expired = False

        def expire():
            self.expired = True
            os.kill(child, 9)

        timer = threading.Timer(timeout, expire)
        timer.start()
        if until_output:
            os.close(writer)
            self.output = os.read(reader, 1)
            self.first_output = time.perf_counter() - start
            while more := os.read(reader, 65536):
                self.output += more
            os.close(reader)
        # The child stays a zombie, and its number its own, until the timer is gone.
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        self.wall = time.perf_counter() - start
        timer.cancel()
        timer.join()
        _, status, usage = os.wait4(child, 0)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.code = os.waitstatus_to_exitcode(status)
        if not until_output:
            self.output = OUTPUT.read_bytes()

    def failure(self, expected=None):
        """What is wrong, in a few words, or None."""
        if self.expired:
            return "timed out"
        if self.code < 0:
            return f"crashed (signal {-self.code})"
        if self.code > 0:
            return f"exit code {self.code}"
        if expected is not None and self.output != expected:
            return "wrong output"
        return None

    def messages(self):
        return MESSAGES.read_text(errors="replace").strip()

    def parts(self):
        """The times of the iterations by the names of their parts."""
        times = {}
        for line in TIMES.read_text().splitlines():
            name, seconds = line.split()
            times.setdefault(name, []).append(float(seconds))
        return times


def native_run(command, **options):
    """A run that everything else is compared with: must succeed."""
    run = Run(command, **options)
    if problem := run.failure():
        sys.exit(f"measure: {' '.join(map(str, command))}: {problem}\n{run.messages()}")
    return run


def progress(text):
    if sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


# Judging


def quantile(values, share):
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    if low + 1 >= len(values):
        return values[-1]
    return values[low] + (place - low) * (values[low + 1] - values[low])


def spread(values):
    return f"{quantile(values, 0.25):.2f} .. {quantile(values, 0.75):.2f}"


class Report:
    def __init__(self):
        self.parts, self.goals, self.failures = {}, [], []

    def goal(self, name, value, relation, bound):
        """A goal is missed too if there is no value."""
        met = value is not None and (value >= bound if relation == ">=" else value <= bound)
        self.goals.append(
            {"name": name, "value": value, "relation": relation, "bound": bound, "met": met}
        )

    def fail(self, name, run, problem):
        """A failure of the JIT: the run goes on, to show the rest too."""
        self.failures.append({"name": name, "problem": problem, "messages": run.messages()[-2000:]})

    def finish(self, path, strict):
        progress("")
        rows = []
        for goal in self.goals:
            value = "-" if goal["value"] is None else f"{goal['value']:.2f}"
            met = "met" if goal["met"] else "missed"
            rows.append([goal["name"], value, f"goal {goal['relation']} {goal['bound']:g}", met])
        if rows:
            heading("goals")
            table(["", "", "", ""], rows)
        for failure in self.failures:
            print(f"\nFAILED: {failure['name']}: {failure['problem']}")
            if failure["messages"]:
                print("\n".join(failure["messages"].splitlines()[:5]))
        if path:
            machine = {"processors": os.cpu_count(), "load": os.getloadavg()}
            machine["system"] = platform.platform()
            document = {"machine": machine, "parts": self.parts, "goals": self.goals}
            document["failures"] = self.failures
            pathlib.Path(path).write_text(json.dumps(document, indent=1) + "\n")
        if self.failures:
            return 1
        return 2 if strict and not all(goal["met"] for goal in self.goals) else 0


def heading(text):
    progress("")
    print(f"\n== {text}")


def table(names, rows):
    """The first column to the left, the others to the right."""
    lines = ([names] if any(names) else []) + rows
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    print()
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("  ".join(cells).rstrip())
    sys.stdout.flush()
