"""mutate.py RAW PROGRAM: runs PROGRAM on truncated and bit-flipped copies of RAW.

Each time the program must exit with 0 and leave a whole raw profile behind (or leave the file
alone and write to `file.pid`) that has the calls of this run.
"""

import glob
import os
import random
import subprocess
import sys

import rawdump

raw, program = sys.argv[1:3]
data = open(raw, "rb").read()
work = raw + ".mutant"
rng = random.Random(1)
cases = [data[:n] for n in sorted({0, 1, 8, 15, 16, 17, 31, 40, len(data) - 1, len(data) - 20}
                                  | {rng.randrange(len(data)) for _ in range(20)})]
for _ in range(150):
    mutant = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        mutant[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    cases.append(bytes(mutant))
# The same with a right checksum, so that the decoder gets to see the damage.
for _ in range(250):
    mutant = bytearray(data)
    size = int.from_bytes(mutant[24:32], "little")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = 32 + rng.randrange(size)
        mutant[at] = rng.choice((0, 1, 0x7f, 0x80, 0xff, mutant[at] ^ 1))
    import zlib
    mutant[20:24] = zlib.crc32(bytes(mutant[32:32 + size])).to_bytes(4, "little")
    cases.append(bytes(mutant))

for i, case in enumerate(cases):
    for old in glob.glob(work + "*"):
        os.remove(old)
    open(work, "wb").write(case)
    result = subprocess.run([program], env=dict(os.environ, DEVIRT_PROFILE_FILE=work),
                            capture_output=True, timeout=20)
    assert result.returncode == 0, (i, result)
    other = glob.glob(work + ".*")
    assert len(other) <= 1, other
    if other:
        assert open(work, "rb").read() == case, "a foreign file was changed"
        assert b"not a raw profile" in result.stderr, result.stderr
    else:
        assert result.stderr == b"", result.stderr
    sections = rawdump.parse(other[0] if other else work)
    assert any(tag == "MODL" and m["records"] for tag, m in sections), (i, sections)
print("%d mutants" % len(cases))
