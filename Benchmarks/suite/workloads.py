"""The workloads of workloads/workloads.toml, and the programs from Debian's sources."""

import fnmatch
import hashlib
import json
import pathlib
import re
import subprocess
import tomllib
from dataclasses import dataclass, field

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent
FOLDER = BENCHMARKS / "workloads"
EXPECTED = FOLDER / "expected.json"


class WorkloadError(Exception):
    pass


@dataclass
class Workload:
    name: str
    title: str
    language: str
    train: list
    test: list
    sources: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    link: list = field(default_factory=list)
    threads: int = 1
    quick: bool = False
    weight: int = 1  # how many shares of the time it gets
    program: str = ""  # a script of programs/ that says what the sources and flags are
    without: list = field(default_factory=list)  # peers that cannot build or run it
    ignore: str = ""  # what differs from run to run in its output, as a regular expression
    release: str = ""

    @property
    def group(self):
        return self.name.partition("/")[0]

    def arguments(self, kind, directory):
        """Those of `train` or `test`. {programs} is programs/, {work} a folder to write to."""
        places = {"programs": str(BENCHMARKS / "programs"), "work": str(directory)}
        return [word.format(**places) for word in getattr(self, kind)]

    def checksum(self, output):
        """Of what a run printed."""
        if self.ignore:
            text = output.decode(errors="replace")
            output = re.sub(self.ignore, "", text, flags=re.MULTILINE).encode()
        return hashlib.sha256(output).hexdigest()[:16]

    def prepare(self, directory, unpacked=None):
        """Has the script of a program fetch its sources, and reads what it says. `unpacked` is a
        directory with them, if they are not to be fetched."""
        if not self.program:
            self.sources = [str((FOLDER / source).resolve()) for source in self.sources]
            if self.language in ("c", "c++"):
                self.flags = [*self.flags, f"-I{FOLDER}"]
            return
        script = BENCHMARKS / "programs" / f"{self.program}.sh"
        recipe = directory / "recipe"
        recipe.unlink(missing_ok=True)
        outcome = subprocess.run(
            ["bash", str(script), "--work", str(directory)]
            + (["--source", unpacked] if unpacked else []),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900,
        )
        if outcome.returncode != 0 or not recipe.exists():
            raise WorkloadError((outcome.stderr or outcome.stdout).strip()[-2000:])
        words = {"flag": self.flags, "file": self.sources, "link": self.link}
        for line in recipe.read_text().splitlines():
            kind, _, word = line.partition(" ")
            if kind == "release":
                self.release = word
            else:
                words[kind].append(word)

    def digest(self):
        """Of all that a build of it depends on, but the tools."""
        digest = hashlib.sha256()
        for part in (self.language, self.flags, self.link, self.train, self.threads, self.release):
            digest.update(repr(part).encode())
        files = [pathlib.Path(source) for source in self.sources]
        if not self.program:
            files += sorted(FOLDER.glob("*.h"))
        for file in files:
            digest.update(str(file).encode() + file.read_bytes())
        return digest.hexdigest()


def load():
    """All workloads, in the order of the file. A group's settings count for what does not say
    otherwise."""
    document = tomllib.loads((FOLDER / "workloads.toml").read_text())
    workloads = []
    for entry in document["workload"]:
        settings = dict(document["groups"].get(entry["name"].partition("/")[0], {}))
        settings.update(entry)
        workloads.append(Workload(**settings))
    names = [workload.name for workload in workloads]
    if len(set(names)) != len(names):
        raise WorkloadError("two workloads have one name")
    return workloads


def select(workloads, patterns, full):
    """Those whose names match a pattern, or the quick ones, or all."""
    if not patterns:
        return [workload for workload in workloads if full or workload.quick]
    chosen = []
    for pattern in patterns:
        found = [w for w in workloads if fnmatch.fnmatch(w.name, pattern)]
        if not found:
            raise WorkloadError(f"no workload '{pattern}' (try --list)")
        chosen += [workload for workload in found if workload not in chosen]
    return chosen


def expected():
    return json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}


def accept(name, values):
    """Notes what a workload prints from now on."""
    everything = expected()
    everything[name] = values
    EXPECTED.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n")
