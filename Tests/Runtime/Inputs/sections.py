"""sections.py PROGRAM DIRECTORY: what a dump does to the other sections of a file."""

import os
import struct
import subprocess
import sys
import zlib

import rawdump

program, directory = sys.argv[1:]
path = os.path.join(directory, "sections.raw")


def run():
    subprocess.run([program], env=dict(os.environ, DEVIRT_PROFILE_FILE=path), check=True,
                   stdout=subprocess.DEVNULL)


def section(tag, payload, crc=None):
    crc = zlib.crc32(payload) if crc is None else crc
    return tag + struct.pack("<IQ", crc, len(payload)) + payload


run()
data = open(path, "rb").read()
size = struct.unpack("<Q", data[24:32])[0]
header, ours = data[:16], data[16:32 + size]
payload = ours[16:]
foreign = section(b"XYZW", b"whatever")
other_signature = section(b"MODL", struct.pack("<Q", 99) + payload[8:])
other_table = bytearray(payload)
other_table[20] ^= 0xff  # inside the site table
other_table = section(b"MODL", bytes(other_table))
bad_crc = section(b"MODL", payload, crc=1)
empty = section(b"MODL", b"")
done = section(b"DONE", struct.pack("<I", 6))
kept = [foreign, other_signature, other_table, bad_crc, empty]

open(path, "wb").write(header + foreign + other_signature + ours + other_table + bad_crc + empty +
                       done)
run()
result = open(path, "rb").read()
for one in kept:
    assert one in result, one
assert result.startswith(header + foreign + other_signature)  # and in their places
modules = [m for tag, m in rawdump.parse(path) if tag == "MODL" and m["signature"] == 0x1234]
assert [m["processes"] for m in modules if m["table"][0][0] == "f"] == [2], modules

# The same module twice becomes one.
open(path, "wb").write(header + ours + ours + section(b"DONE", struct.pack("<I", 2)))
run()
(tag, m), = rawdump.parse(path)
assert m["processes"] == 3 and m["records"][0]["total"] == 300, m

# Merging is pointwise, and sums saturate.
name = b"\x01\0\0\0z"
table = payload[16:20 + struct.unpack("<I", payload[16:20])[0]]
record = struct.pack("<IQQQQQQI", 0, 2**64 - 5, 0, 0, 7, 9, 8, 1) + struct.pack(
    "<IIIIQQ", 0, 0xffffffff, 0xffffffff, 0, 50, 20)
old = struct.pack("<QII", 0x1234, 0, 0xffffffff) + table + struct.pack("<I", 1) + name + \
    struct.pack("<I", 1) + record
open(path, "wb").write(header + section(b"MODL", old) + section(b"DONE", struct.pack("<I", 1)))
run()
(tag, m), = rawdump.parse(path)
rec = m["records"][0]
assert rec["total"] == 2**64 - 1 and rec["floor"] == 7 and rec["pairs"] >= 9 and m["processes"] == 0xffffffff, m
assert {e[0]: e[4:] for e in rec["entries"]} == {
    "t00": (57, 7), "t01": (57, 7), "z": (50, 20)}, rec
