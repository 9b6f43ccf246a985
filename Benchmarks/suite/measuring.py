"""Takes one workload through all peers: builds, checks outputs, and times interleaved rounds."""

import concurrent.futures
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

import runs
from building import BuildError, Unavailable
from peers import Builder

# What takes this many times as long as the plain build differs by more than the noise; it is not
# run more often than it has to be.
SLOW = 4


@dataclass
class Variant:
    """A program of a peer: the one that counts, or its instrumented one."""

    peer: object
    kind: str  # "runs" or "instrumented"
    command: list
    environment: dict
    seconds: float = 0.0  # of its first run
    rounds: int = 0  # in how many it runs, the first ones


class Failure(Exception):
    """Of a whole workload."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def size(tools, file):
    """Bytes of machine code, and of all that is loaded."""
    outcome = subprocess.run(
        [tools.llvm_tool("llvm-size"), "-A", file], capture_output=True, text=True
    )
    code = loaded = 0
    for line in outcome.stdout.splitlines():
        words = line.split()
        if len(words) == 3 and words[1].isdigit():
            code += int(words[1]) if words[0].startswith(".text") else 0
            loaded += int(words[1]) if int(words[2]) > 0 else 0
    return {"code": code, "loaded": loaded}


def build_all(workload, peers, tools, directory, jobs):
    """{peer: product or exception}, and the builder."""
    builder = Builder(workload, tools, directory)
    products = {}

    def build(peer):
        try:
            return peer.build(builder)
        except (BuildError, Unavailable) as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for peer, product in zip(peers, pool.map(build, peers)):
            products[peer] = product
    return products, builder


class Measurement:
    def __init__(self, workload, peers, tools, directory, options):
        self.workload, self.tools, self.options = workload, tools, options
        self.peers = [
            peer for peer in peers
            if workload.language in peer.languages and peer.identity not in workload.without
        ]
        self.directory = directory
        self.scratch = directory / "scratch"
        self.result = {
            "name": workload.name, "title": workload.title, "language": workload.language,
            "threads": workload.threads, "train": workload.train, "test": workload.test,
            "date": time.strftime("%Y-%m-%d %H:%M"), "problem": None, "peers": {},
        }

    # Runs

    def run(self, variant, timeout):
        """One process, pinned to one processor if it has one thread."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        environment = {
            "DEVIRT_PROFILE_FILE": str(self.scratch / "app.devirtraw"),
            "LLVM_PROFILE_FILE": str(self.scratch / "app.profraw"),
            **variant.environment,
        }
        command = variant.command + self.workload.arguments("test", self.scratch)
        every = os.sched_getaffinity(0)
        alone = self.workload.threads == 1 and not variant.peer.online
        os.sched_setaffinity(0, {max(every)} if alone else every)
        try:
            return runs.Run(command, timeout=timeout, environment=environment)
        finally:
            os.sched_setaffinity(0, every)

    def check(self, run, expected):
        problem = run.failure()
        if problem is None and self.workload.checksum(run.output) != expected:
            problem = "wrong output"
        if problem and run.messages():
            problem += f": {run.messages()[-300:]}"
        return problem

    # The way

    def perform(self, expected, seconds):
        """`expected` is the checksum of the output. All that is done takes about as many seconds,
        if they are not None and the builds leave enough."""
        start = time.monotonic()
        say("  building")
        unpacked = self.options.source.get(self.workload.program)
        self.workload.prepare(self.directory, unpacked)
        products, builder = build_all(
            self.workload, self.peers, self.tools, self.directory, self.options.jobs
        )
        variants = self.describe(products, builder)
        self.result["build_seconds"] = round(time.monotonic() - start, 1)
        if not any(variant.peer.identity == "plain" for variant in variants):
            raise Failure(self.result["peers"]["plain"]["problem"])
        say("  warming up, checking outputs")
        variants = self.warm_up(variants, expected)
        usual = SLOW * variants[0].seconds
        slow = [variant for variant in variants if variant.seconds > usual]
        rounds = self.rounds(seconds, time.monotonic() - start, variants, slow)
        for variant in variants:
            variant.rounds = self.share(variant, rounds, variant in slow)
        for number in range(rounds):
            # Forwards and backwards: what a program leaves behind for the next one cancels out.
            for variant in variants if number % 2 == 0 else variants[::-1]:
                entry = self.result["peers"][variant.peer.identity]
                if entry["problem"] or number >= variant.rounds:
                    continue
                run = self.run(variant, timeout=60 + 20 * variant.seconds)
                if problem := self.check(run, expected):
                    entry["problem"] = f"in round {number + 1}: {problem}"
                    say(f"  {variant.peer.identity}: {entry['problem']}")
                else:
                    entry[variant.kind].append({"cpu": run.cpu, "wall": run.wall})
        self.result["rounds"] = rounds
        self.result["decisions"] = builder.decisions()
        self.result["release"] = self.workload.release
        shutil.rmtree(self.scratch, ignore_errors=True)

    def describe(self, products, builder):
        """Notes what was built, and returns what there is to run."""
        variants = []
        for peer in self.peers:
            product = products[peer]
            entry = self.result["peers"][peer.identity] = {
                "label": peer.label, "about": peer.about, "online": peer.online,
                "gated": peer.gated, "problem": None, "available": True, "runs": [],
                "instrumented": [],
            }
            if isinstance(product, Exception):
                entry["available"] = not isinstance(product, Unavailable)
                entry["problem"] = str(product)
                if entry["available"]:
                    say(f"  {peer.identity}: {entry['problem'].splitlines()[0][:200]}")
                continue
            if product.file:
                entry["size"] = size(self.tools, product.file)
                entry["compile"] = builder.seconds(product.use)
            if product.generate:
                entry["compile_instrumented"] = builder.seconds(product.generate)
            variants.append(Variant(peer, "runs", product.command, product.environment))
            if product.instrumented:
                variants.append(
                    Variant(peer, "instrumented", product.instrumented, product.environment)
                )
        return variants

    def warm_up(self, variants, expected):
        """Runs everything once. Returns what works, first of it the plain build."""
        good, limit = [], 300.0
        for variant in variants:
            entry = self.result["peers"][variant.peer.identity]
            if entry["problem"]:
                continue
            run = self.run(variant, timeout=limit)
            problem = self.check(run, expected)
            if variant.peer.identity == "plain":
                if problem:
                    raise Failure(f"the plain build: {problem}")
                limit = 20 + 20 * run.wall
            if problem:
                entry["problem"] = problem
                say(f"  {variant.peer.identity}, {variant.kind}: {problem}")
                good = [other for other in good if other.peer is not variant.peer]
                continue
            variant.seconds = run.wall
            good.append(variant)
        return good

    def rounds(self, seconds, used, variants, slow):
        """As many as there is time for, but enough."""
        least, rounds = self.options.least_rounds, self.options.rounds
        every = sum(variant.seconds for variant in variants)
        usual = every - sum(variant.seconds for variant in slow)
        recording = sum(v.seconds for v in variants if v.kind == "instrumented" and v not in slow)
        if seconds is not None:
            left = seconds - used - least * (every - recording / 2)
            rounds = max(least, min(rounds, least + int(left / max(usual - recording / 2, 0.01))))
        say(f"  {rounds} rounds of up to {every:.1f} s, building took {used:.0f} s")
        return rounds

    def share(self, variant, rounds, is_slow):
        """How many of the rounds it runs in. What recording costs need not be known as well as the
        rest."""
        rounds = (rounds + 1) // 2 if variant.kind == "instrumented" else rounds
        return min(rounds, self.options.least_rounds) if is_slow else rounds
