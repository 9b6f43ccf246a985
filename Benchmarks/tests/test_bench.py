"""Tests of the suite from the outside: one small workload, and stored results."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
DEVIRT = os.environ.get("DEVIRT") or next(
    (str(path) for path in (ROOT / ".build/release/devirt", ROOT / ".build/debug/devirt")
     if path.exists()), None,
)
WORKLOAD = "micro/two-even"


@unittest.skipUnless(DEVIRT and shutil.which("clang-22"), "needs devirt and LLVM 22")
class BenchTests(unittest.TestCase):
    """One measurement, looked at by all."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory(prefix="devirt-bench-")
        cls.work = pathlib.Path(cls.directory.name)
        cls.first = cls.bench("--only", WORKLOAD, "--peers", "devirt,devirt-control,run",
                              "--rounds", "1")

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    @classmethod
    def bench(cls, *arguments):
        return subprocess.run(
            [sys.executable, str(BENCHMARKS / "bench"), "--work", str(cls.work), *arguments],
            capture_output=True, text=True, env={**os.environ, "DEVIRT": DEVIRT}, timeout=300,
        )

    def report(self):
        return json.loads((self.work / "report.json").read_text())

    def edit(self, change):
        """Changes the stored result for one test."""
        file = self.work / "results/micro-two-even.json"
        before = file.read_text()
        self.addCleanup(lambda: file.write_text(before))
        result = json.loads(before)
        change(result)
        file.write_text(json.dumps(result))

    def test_one_workload(self):
        self.assertEqual(self.first.returncode, 0, self.first.stderr)
        self.bench("--report", "--only", WORKLOAD)
        [workload] = self.report()["workloads"]
        self.assertEqual(workload["name"], WORKLOAD)
        self.assertGreater(workload["dispatches"], 10_000_000)
        for identity in ("plain", "devirt", "devirt-control", "run"):
            peer = workload["peers"][identity]
            self.assertIsNone(peer["problem"])
            self.assertEqual(len(peer["runs"]), 1)
        self.assertIn("speed", workload["summary"]["devirt"])
        self.assertIn("instrumented", workload["summary"]["devirt"])
        self.assertGreater(workload["summary"]["devirt"]["compile"], 0)
        self.assertGreaterEqual(workload["decisions"]["promotedSites"], 1)

    def test_the_page_needs_nothing_else(self):
        page = (self.work / "report.html").read_text()
        self.assertIn("<svg", page)
        self.assertIn(WORKLOAD, page)
        self.assertNotIn("http", page)

    def test_what_is_done_is_not_done_again(self):
        again = self.bench("--only", WORKLOAD, "--peers", "devirt,run", "--resume")
        self.assertEqual(again.returncode, 0)
        self.assertIn("done before", again.stderr)

    def test_output_that_is_not_right_is_a_failure(self):
        expected = BENCHMARKS / "workloads/expected.json"
        known = json.loads(expected.read_text())
        self.assertIn(WORKLOAD, known)
        copy = self.work / "copy"
        shutil.copytree(BENCHMARKS, copy / "Benchmarks")
        known[WORKLOAD]["test"] = "0123456789abcdef"
        (copy / "Benchmarks/workloads/expected.json").write_text(json.dumps(known))
        outcome = subprocess.run(
            [sys.executable, str(copy / "Benchmarks/bench"), "--work", str(copy / "work"),
             "--only", WORKLOAD, "--peers", "plain", "--rounds", "1"],
            capture_output=True, text=True, env={**os.environ, "DEVIRT": DEVIRT}, timeout=300,
        )
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("wrong output", outcome.stderr)
        shutil.rmtree(copy)

    def check(self, devirt_seconds, problem=None):
        """Against a baseline of 2.0; plain takes a second."""

        def change(result):
            rounds = range(9)
            result["peers"]["plain"]["runs"] = [{"cpu": 1.0, "wall": 1.0} for _ in rounds]
            result["peers"]["devirt"]["problem"] = problem
            result["peers"]["devirt"]["runs"] = [
                {"cpu": devirt_seconds * (1 + round % 3 / 100), "wall": 1.0} for round in rounds
            ]

        self.edit(change)
        baseline = self.work / "baseline.json"
        row = {"workload": WORKLOAD, "peer": "devirt", "ratio": 2.0, "low": 1.95, "high": 2.05}
        baseline.write_text(json.dumps({"schemaVersion": 1, "ratios": [row]}))
        return self.bench("--report", "--only", WORKLOAD, "--check", str(baseline))

    def test_a_loss_is_found(self):
        outcome = self.check(0.7)
        self.assertEqual(outcome.returncode, 2)
        self.assertIn(f"LOSS {WORKLOAD}, devirt: 1.41", outcome.stdout)

    def test_as_fast_as_before(self):
        outcome = self.check(0.5)
        self.assertEqual(outcome.returncode, 0)
        self.assertIn("1 ratios compared with the baseline, 0 significantly worse", outcome.stdout)

    def test_what_fails_now_is_a_loss(self):
        outcome = self.check(0.5, problem="crashed (signal 11)")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("devirt: failed", outcome.stdout)

    def test_a_baseline_is_written_and_holds(self):
        baseline = self.work / "written.json"
        written = self.bench("--report", "--only", WORKLOAD, "--write-baseline", str(baseline))
        self.assertEqual(written.returncode, 0)
        checked = self.bench("--report", "--only", WORKLOAD, "--check", str(baseline))
        self.assertEqual(checked.returncode, 0)

    def test_usage(self):
        self.assertEqual(self.bench("--only", "nothing/such").returncode, 64)
        self.assertEqual(self.bench("--peers", "nobody").returncode, 64)
        self.assertIn("no workload 'nothing/such'", self.bench("--only", "nothing/such").stderr)


class ListTests(unittest.TestCase):
    def test_all_workloads_are_known(self):
        """Each has an output that is right, and a number of dispatches."""
        sys.path.insert(0, str(BENCHMARKS / "suite"))
        import workloads

        known = workloads.expected()
        for workload in workloads.load():
            self.assertIn(workload.name, known)
            self.assertNotEqual(workload.train, workload.test)
            for source in workload.sources:
                self.assertTrue((workloads.FOLDER / source).exists(), source)


if __name__ == "__main__":
    unittest.main()
