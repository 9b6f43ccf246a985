"""Prints a raw profile as text; `parse` for other scripts. Knows Docs/Formats.md, not the runtime."""

import struct
import sys
import zlib

MAGIC = b"\x89DVRT\r\n\x1a"
NONE = 0xFFFFFFFF


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if len(self.data) - self.at < size:
            raise ValueError("short")
        self.at += size
        return self.data[self.at - size:self.at]

    def u8(self):
        return self.take(1)[0]

    def u32(self):
        return struct.unpack("<I", self.take(4))[0]

    def u64(self):
        return struct.unpack("<Q", self.take(8))[0]

    def strings(self):
        return [self.take(self.u32()).decode(errors="replace") for _ in range(self.u32())]


def site_table(data):
    r, functions = Reader(data), []
    strings = r.strings()
    for _ in range(r.u32()):
        name = strings[r.u32()]
        r.u64(), r.u8(), r.u32(), r.u32()
        sites = []
        for _ in range(r.u32()):
            sites.append((r.u32(), r.u32()))
            r.u8(), r.u32(), r.u32(), r.u32(), strings[r.u32()]
        functions.append((name, sites))
    assert r.at == len(data)
    return functions


def module(payload):
    r = Reader(payload)
    m = {"signature": r.u64(), "flags": r.u32(), "processes": r.u32()}
    m["table"] = site_table(r.take(r.u32()))
    strings = r.strings()
    text = lambda i: None if i == NONE else strings[i]
    m["records"] = {}
    last = -1
    for _ in range(r.u32()):
        cell = r.u32()
        assert cell > last, "cells must ascend"
        last = cell
        rec = dict(zip(("total", "estimated", "samples", "floor", "pairs", "repeats"),
                       (r.u64() for _ in range(6))))
        rec["entries"] = []
        for _ in range(r.u32()):
            name, obj, vtable, offset, count, error = (
                text(r.u32()), text(r.u32()), text(r.u32()), r.u32(), r.u64(), r.u64())
            rec["entries"].append((name, obj, vtable, offset, count, error))
        m["records"][cell] = rec
    assert r.at == len(payload), "trailing bytes"
    return m


def parse(path):
    """[(tag, module or bytes)]; raises when the container is not whole."""
    r = Reader(open(path, "rb").read())
    assert r.take(8) == MAGIC and r.u32() == 2 and r.u32() == 1, "header"
    sections = []
    while True:
        tag, crc, size = r.take(4), r.u32(), r.u64()
        payload = r.take(size)
        good = zlib.crc32(payload) == crc
        if tag == b"DONE":
            assert good and struct.unpack("<I", payload)[0] == len(sections), "DONE"
            assert r.at == len(r.data), "bytes after DONE"
            return sections
        try:
            sections.append(("MODL", module(payload)) if tag == b"MODL" and good
                            else (tag.decode() + ("" if good else " bad"), payload))
        except (ValueError, AssertionError, IndexError):
            sections.append(("MODL malformed", payload))


def main():
    for tag, content in parse(sys.argv[1]):
        if tag != "MODL":
            print("section %s bytes=%d" % (tag, len(content)))
            continue
        print("module %x processes=%d records=%d" % (
            content["signature"], content["processes"], len(content["records"])))
        for cell, rec in content["records"].items():
            print("cell %d total=%d estimated=%d samples=%d floor=%d pairs=%d repeats=%d" % (
                cell, rec["total"], rec["estimated"], rec["samples"], rec["floor"],
                rec["pairs"], rec["repeats"]))
            for name, obj, vtable, offset, count, error in rec["entries"]:
                print("  %s%s%s count=%d error=%d" % (
                    name, " object=" + obj if obj else "",
                    " vtable=%s+%d" % (vtable, offset) if vtable else "", count, error))
    print("done")


if __name__ == "__main__":
    main()
