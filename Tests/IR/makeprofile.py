"""Writes a merged profile (.devirt) from lines in a test:

    ; PROFILE: function=main site=0 targets=_ZN1A1fEv:900,_ZN1B1fEv:100~20 total=1000

The call sites and structural hashes are those of the module itself: `devirt instrument` lists them
in its site table. A PROFILE line fills in one site; sites without a line were never executed. The
total defaults to the sum of the counts; `100~20` is a count of 100 that may be 20 too high.

    hash=N type=T kind=K line=N column=N file=F point=as-is|early recorded=0 pairs=N repeats=N

override what the module says, or describe a function it does not have. A value with spaces stands
in double quotes. Options this script does not know go to `devirt instrument`.
"""

import argparse
import re
import shlex
import struct
import subprocess
import zlib

MAGIC = b"\x89DVRT\r\n\x1a"
NONE = 0xFFFFFFFF


def site_table(text):
    """The functions of the site table in the text of an instrumented module."""
    literal = re.search(r'^@__devirt_metadata = .*? c"(.*)"', text, re.M).group(1)
    data = re.sub(rb"\\(\\|[0-9A-F]{2})",
                  lambda m: b"\\" if m.group(1) == b"\\" else bytes([int(m.group(1), 16)]),
                  literal.encode("latin-1"))
    position = 0

    def take(layout):
        nonlocal position
        values = struct.unpack_from("<" + layout, data, position)
        position += struct.calcsize("<" + layout)
        return values if len(values) > 1 else values[0]

    strings = []
    for _ in range(take("I")):
        size = take("I")
        strings.append(data[position:position + size].decode())
        position += size
    name = lambda index: None if index == NONE else strings[index]
    functions = []
    for _ in range(take("I")):
        function = dict(zip(("name", "hash", "point", "file", "line"), take("IQBII")), sites={})
        function["name"], function["file"] = name(function["name"]), name(function["file"])
        for _ in range(take("I")):
            ordinal, cell, kind, file, line, column, kind_type = take("IIBIIII")
            function["sites"][ordinal] = dict(
                kind=kind, file=name(file), line=line, column=column, type=name(kind_type),
                recorded=int(cell != NONE), total=0, pairs=0, repeats=0, entries=[])
        functions.append(function)
    assert position == len(data), "bytes after the site table"
    return functions


def entries(text):
    result = []
    for item in filter(None, text.split(",")):
        target, count = item.rsplit(":", 1)
        count, _, error = count.partition("~")
        result.append((target, int(count), int(error or 0)))
    return sorted(result, key=lambda entry: (-entry[1], entry[0].encode()))


def apply(line, functions):
    """Fills in what one PROFILE line says."""
    fields = dict(word.split("=", 1) for word in shlex.split(line))
    name, ordinal = fields.pop("function"), int(fields.pop("site"))
    function = next((f for f in functions if f["name"] == name), None)
    if function is None:
        function = dict(name=name, hash=1, point=0, file=None, line=0, sites={})
        functions.append(function)
    site = function["sites"].setdefault(ordinal, dict(
        kind=0, file=None, line=0, column=0, type="void ()", recorded=1, total=0, pairs=0,
        repeats=0, entries=[]))
    if "hash" in fields:
        function["hash"] = int(fields.pop("hash"), 0)
    if "point" in fields:
        function["point"] = ("as-is", "early").index(fields.pop("point"))
    site["entries"] = entries(fields.pop("targets", ""))
    site["total"] = sum(entry[1] for entry in site["entries"])
    for key, value in fields.items():
        if key not in site:
            raise SystemExit("PROFILE: no field '%s'" % key)
        site[key] = value if key in ("type", "file") else int(value)


def encode(functions):
    """The payload of a PROF section."""
    strings = set()
    for function in functions:
        strings |= {function["name"], function["file"]}
        for site in function["sites"].values():
            strings |= {site["file"], site["type"]} | {entry[0] for entry in site["entries"]}
    strings = sorted(string.encode() for string in strings if string is not None)
    number = lambda text: NONE if text is None else strings.index(text.encode())
    out = struct.pack("<I", len(strings))
    for string in strings:
        out += struct.pack("<I", len(string)) + string
    out += struct.pack("<II", 1, len(functions))
    for f in sorted(functions, key=lambda f: (f["name"].encode(), f["hash"], f["point"])):
        out += struct.pack("<IQBII", number(f["name"]), f["hash"], f["point"], number(f["file"]),
                           f["line"])
        out += struct.pack("<I", len(f["sites"]))
        for ordinal, s in sorted(f["sites"].items()):
            out += struct.pack("<IBIIII", ordinal, s["kind"], number(s["file"]), s["line"],
                               s["column"], number(s["type"]))
            out += struct.pack("<BQQQQQQI", s["recorded"], s["total"], 0, 0, 0, s["pairs"],
                               s["repeats"], len(s["entries"]))
            for name, count, error in s["entries"]:
                out += struct.pack("<IIIIQQ", number(name), NONE, NONE, 0, count, error)
    return out


def section(tag, payload):
    return tag + struct.pack("<IQ", zlib.crc32(payload), len(payload)) + payload


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--devirt", required=True)
    parser.add_argument("--lines", help="take the PROFILE lines from this file")
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("module")
    arguments, options = parser.parse_known_args()
    instrumented = subprocess.run(
        [arguments.devirt, "instrument", "-S", "-o", "-", arguments.module] + options,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
    functions = site_table(instrumented)
    with open(arguments.lines or arguments.module) as file:
        for line in re.findall(r"^[;#] PROFILE: (.*)$", file.read(), re.M):
            apply(line, functions)
    with open(arguments.output, "wb") as file:
        file.write(MAGIC + struct.pack("<II", 2, 2) + section(b"PROF", encode(functions)) +
                   section(b"DONE", struct.pack("<I", 1)))


if __name__ == "__main__":
    main()
