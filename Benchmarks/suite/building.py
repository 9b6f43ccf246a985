"""Steps of builds: commands whose time is measured, in directories that are kept while nothing
they depend on changes."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import threading

SUITE = pathlib.Path(__file__).parent


class BuildError(Exception):
    pass


class Unavailable(Exception):
    """A peer that this machine, or this version of Devirt, does not have."""


def suite_digest():
    files = [SUITE / "building.py", SUITE / "peers.py", SUITE / "languages.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


class Step:
    """What a step does is counted here: CPU seconds of compilers and linkers."""

    def __init__(self, directory, environment):
        self.directory, self.environment = directory, environment
        self.seconds = 0.0

    def path(self, name):
        return str(self.directory / name)

    def run(self, *words, environment=None, counted=True, timeout=900):
        """Runs a command; what it prints is shown only if it fails."""
        words = [str(word) for word in words]
        log = self.directory / "log"
        with open(log, "ab") as messages:
            start = messages.tell()
            try:
                child = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages,
                    cwd=self.directory, env={**self.environment, **(environment or {})},
                )
            except OSError as error:
                raise BuildError(f"{words[0]}: {error.strerror}") from None
        # Waited for by hand, for its use of the processor.
        timer = threading.Timer(timeout, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        if counted:
            self.seconds += usage.ru_utime + usage.ru_stime
        if child.returncode != 0:
            text = log.read_bytes()[start:].decode(errors="replace").strip()
            shown = " ".join(words)
            how = f"exit code {child.returncode}"
            if child.returncode < 0:
                how = f"signal {-child.returncode}"
            raise BuildError(f"{shown[:300]}: {how}\n{text[-1500:]}")

    def train(self, command, workload, environment=None):
        """A training run: not part of the time of a build."""
        scratch = self.directory / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        arguments = workload.arguments("train", scratch)
        self.run(*command, *arguments, environment=environment, counted=False, timeout=600)
        shutil.rmtree(scratch, ignore_errors=True)


class Steps:
    """The steps of one workload by their names. Several threads may ask for the same one."""

    def __init__(self, workload, tools, directory):
        self.workload, self.tools, self.directory = workload, tools, directory
        self.lock, self.locks, self.done = threading.Lock(), {}, {}
        self.digest = hashlib.sha256(
            (workload.digest() + tools.compilers_digest + suite_digest()).encode()
        ).hexdigest()

    def step(self, name, action, uses_devirt=False):
        """What `action` returns for a step, a dictionary of names; and "seconds"."""
        with self.lock:
            lock = self.locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self.done:
                try:
                    self.done[name] = self.perform(name, action, uses_devirt)
                except (BuildError, Unavailable) as error:
                    self.done[name] = error
            if isinstance(self.done[name], Exception):
                raise self.done[name]
            return self.done[name]

    def perform(self, name, action, uses_devirt):
        directory = self.directory / name
        record = directory / "done.json"
        fingerprint = self.digest + (self.tools.devirt_digest if uses_devirt else "")
        try:
            known = json.loads(record.read_text())
            if known["fingerprint"] == fingerprint:
                return known
        except (OSError, ValueError, KeyError):
            pass
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        step = Step(directory, environment)
        result = {**(action(step) or {}), "seconds": step.seconds, "fingerprint": fingerprint}
        record.write_text(json.dumps(result))
        return result

    def seconds(self, names):
        return sum(self.done[name]["seconds"] for name in names)
