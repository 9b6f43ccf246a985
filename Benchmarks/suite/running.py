"""The suite as a whole: which workloads run, when, and what becomes of their results."""

import json
import os
import shutil
import subprocess
import time
import traceback

import page
import results as all_results
import text
import workloads
from judging import losses
from measuring import Failure, Measurement, say
from peers import PEERS, Builder
from building import BuildError, Unavailable
from tools import ToolError, Tools, machine
from workloads import WorkloadError


class UsageError(Exception):
    pass


class Bench:
    def __init__(self, options):
        self.options = options
        try:
            self.everything = workloads.load()
            self.workloads = workloads.select(self.everything, options.only, options.full)
        except WorkloadError as error:
            raise UsageError(error) from None
        self.peers = self.select_peers()
        self.expected = workloads.expected()
        self.folder = options.work / "results"
        self.folder.mkdir(exist_ok=True)

    def select_peers(self):
        if not self.options.peers:
            every = self.options.full or self.options.only
            return [peer for peer in PEERS if every or peer.quick]
        names = ["plain", *self.options.peers.split(",")]
        for name in names:
            if name not in [peer.identity for peer in PEERS]:
                raise UsageError(f"no peer '{name}' (try --list)")
        return [peer for peer in PEERS if peer.identity in names]

    def perform(self):
        if self.options.list:
            return self.list()
        try:
            self.tools = Tools()
            if self.options.accept:
                return self.accept()
            if not self.options.report:
                self.measure()
        except ToolError as error:
            say(f"bench: {error}")
            return 1
        return self.report()

    def list(self):
        for workload in self.everything:
            print(f"{workload.name:28} {'' if workload.quick else 'full  '}{workload.title}")
        print()
        for peer in PEERS:
            print(f"{peer.identity:28} {'' if peer.quick else 'full  '}{peer.about}")
        return 0

    # Measuring

    def file(self, workload):
        return self.folder / f"{workload.name.replace('/', '-')}.json"

    def stored(self, workload):
        try:
            return json.loads(self.file(workload).read_text())
        except (OSError, ValueError):
            return None

    def fingerprint(self):
        """Results with another one are of other tools, or of another Devirt."""
        return f"{self.tools.compilers_digest}{self.tools.devirt_digest}"

    def is_done(self, workload):
        result = self.stored(workload)
        names = {peer.identity for peer in self.peers if workload.language in peer.languages}
        return (
            result is not None and not result["problem"]
            and result["fingerprint"] == self.fingerprint()
            and names - set(workload.without) <= set(result["peers"])
        )

    def measure(self):
        start = time.monotonic()
        for index, workload in enumerate(self.workloads):
            if self.options.resume and self.is_done(workload):
                say(f"{workload.name}: done before")
                continue
            seconds = None
            if self.options.budget is not None:
                left = self.options.budget * 60 - (time.monotonic() - start)
                weights = sum(other.weight for other in self.workloads[index:])
                seconds = left * workload.weight / weights
                if left <= 0:
                    say(f"{workload.name}: left out, there is no time any more")
                    continue
            say(f"{workload.name} ({index + 1} of {len(self.workloads)})")
            begin = time.monotonic()
            self.measure_one(workload, seconds)
            say(f"  {time.monotonic() - begin:.0f} s")

    def measure_one(self, workload, seconds):
        directory = self.options.work / "builds" / workload.name
        directory.mkdir(parents=True, exist_ok=True)
        measurement = Measurement(workload, self.peers, self.tools, directory, self.options)
        known = self.expected.get(workload.name)
        try:
            if known is None:
                raise Failure("nothing is known of its output: run bench --accept --only it")
            measurement.result["dispatches"] = known["dispatches"]
            measurement.perform(known["test"], seconds)
        except (Failure, WorkloadError, BuildError, OSError, subprocess.TimeoutExpired) as error:
            measurement.result["problem"] = str(error) or repr(error)
        except Exception:  # a mistake of ours loses one workload, not the others
            measurement.result["problem"] = traceback.format_exc()
        if measurement.result["problem"]:
            say(f"  FAILED: {measurement.result['problem']}")
        measurement.result["fingerprint"] = self.fingerprint()
        partial = self.file(workload).with_suffix(".new")
        partial.write_text(json.dumps(measurement.result))
        partial.rename(self.file(workload))

    # Accepting

    def accept(self):
        """Notes the output of the plain build, and how often the program calls indirectly."""
        status = 0
        for workload in self.workloads:
            directory = self.options.work / "builds" / workload.name
            directory.mkdir(parents=True, exist_ok=True)
            try:
                workload.prepare(directory, self.options.source.get(workload.program))
                values = self.observe(workload, Builder(workload, self.tools, directory), directory)
            except (BuildError, Unavailable, WorkloadError) as error:
                say(f"{workload.name}: FAILED: {error}")
                status = 1
                continue
            workloads.accept(workload.name, values)
            print(f"{workload.name}: {values['test']}, {values['dispatches']:,} dispatches")
        return status

    def observe(self, workload, builder, directory):
        program = builder.plain().command[0]
        bitcode = builder.bitcode()

        def record(step):
            instrumented = step.path("exact.bc")
            step.run(
                self.tools.devirt, "instrument", bitcode, "-o", instrumented, "--mode", "exact"
            )
            return {
                "program": builder.language.link_bitcode(
                    step, instrumented, "exact", *self.tools.libraries
                )
            }

        exact = builder.step("exact", record, uses_devirt=True)["program"]
        values, raw = {}, directory / "exact.devirtraw"
        for kind, command in (("train", program), ("test", program), ("dispatches", exact)):
            scratch = directory / "scratch"
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir()
            raw.unlink(missing_ok=True)
            outcome = subprocess.run(
                [command, *workload.arguments("train" if kind == "train" else "test", scratch)],
                stdin=subprocess.DEVNULL, capture_output=True,
                env={**os.environ, "DEVIRT_PROFILE_FILE": str(raw)},
            )
            if outcome.returncode != 0:
                raise BuildError(f"{kind}: exit code {outcome.returncode}: {outcome.stderr[-300:]}")
            values[kind] = workload.checksum(outcome.stdout)
        report = subprocess.run(
            [self.tools.devirt, "report", str(raw), "--format", "json", "--top", "1"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )
        if values.pop("dispatches") != values["test"]:
            raise BuildError("the instrumented program prints something else")
        raw.unlink(missing_ok=True)
        return {**values, "dispatches": json.loads(report.stdout)["calls"]}

    # Reporting

    def report(self):
        """Of everything that is stored, if all was asked for; else of what was asked for."""
        chosen = self.workloads if self.options.only else self.everything
        found = [self.stored(workload) for workload in chosen]
        found = [result for result in found if result is not None]
        if not found:
            say("bench: there are no results")
            return 1
        here, versions = machine(), self.tools.versions
        stale = [r["name"] for r in found if r["fingerprint"] != self.fingerprint()]
        if stale:
            say(f"bench: of another version of Devirt or of a compiler: {', '.join(stale)}")
        self.write(found, here, versions)
        status = 0
        if any(result["problem"] for result in found):
            status = 1
        if self.options.write_baseline:
            text_of_it = json.dumps(all_results.baseline(found, here), indent=1) + "\n"
            with open(self.options.write_baseline, "w") as stream:
                stream.write(text_of_it)
        if self.options.check:
            status = self.check(found) or status
        return status

    def write(self, found, here, versions):
        print(text.report(found, here, versions))
        settings = {"rounds": self.options.rounds, "budget": self.options.budget}
        document = all_results.document(found, here, versions, settings)
        work = self.options.work
        (work / "report.json").write_text(json.dumps(document, indent=1) + "\n")
        (work / "report.txt").write_text(text.report(found, here, versions))
        (work / "report.md").write_text(text.markdown(found, here))
        (work / "report.html").write_text(page.page(found, here, versions))
        say(f"{work}/report.html, report.json, report.txt, report.md")

    def check(self, found):
        try:
            with open(self.options.check) as stream:
                baseline = all_results.baseline_ratios(json.load(stream))
        except (OSError, ValueError, KeyError) as error:
            say(f"bench: no baseline: {error}")
            return 1
        current = all_results.ratios(found)
        worse = list(losses(baseline, current, self.options.tolerance))
        for (workload, peer), before, now in worse:
            print(
                f"LOSS {workload}, {peer}: {now['ratio']:.2f} ({now['low']:.2f} to "
                f"{now['high']:.2f}), was {before['ratio']:.2f} ({before['low']:.2f} to "
                f"{before['high']:.2f})"
            )
        compared = len(set(baseline) & set(current))
        # A peer that fails now is a loss, too.
        broken = [
            (result["name"], identity) for result in found
            for identity, peer in result["peers"].items()
            if peer["problem"] and (result["name"], identity) in baseline
        ]
        broken += [
            key for key in baseline for result in found
            if result["problem"] and key[0] == result["name"]
        ]
        for workload, peer in sorted(set(broken)):
            print(f"LOSS {workload}, {peer}: failed")
        print(f"{compared} ratios compared with the baseline, {len(worse)} significantly worse, "
              f"{len(set(broken))} failed")
        return 2 if worse or broken else 0
