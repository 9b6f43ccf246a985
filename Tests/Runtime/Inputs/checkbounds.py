"""checkbounds.py RAW TRUTH [--within SHARE] [--merged]: the profile against a brute-force count.

TRUTH has lines `cell target count`. Without --within, every bound must hold and totals be exact;
with it, totals are exact and each target's share (count - error) is off by at most SHARE. --merged:
the profile is of several dumps, so a site may list more targets than there are slots.
"""

import sys

import rawdump

SLOTS = 16

raw, truth_file = sys.argv[1:3]
within = float(sys.argv[sys.argv.index("--within") + 1]) if "--within" in sys.argv else None
truth = {}
for line in open(truth_file):
    cell, target, count = line.split()
    truth.setdefault(int(cell), {})[target] = int(count)

(tag, module), = rawdump.parse(raw)
bad = 0


def complain(*what):
    global bad
    bad += 1
    print("BAD:", *what)


if set(module["records"]) != set(truth):
    complain("cells", sorted(module["records"]), sorted(truth))
for cell, targets in truth.items():
    rec = module["records"].get(cell)
    if not rec:
        continue
    total = sum(targets.values())
    if rec["total"] != total:
        complain("cell", cell, "total", rec["total"], "true", total)
    listed = {e[0]: (e[4], e[5]) for e in rec["entries"]}
    if len(listed) > SLOTS and "--merged" not in sys.argv:
        complain("cell", cell, "lists", len(listed))
    if sum(c - e for c, e in listed.values()) > total:
        complain("cell", cell, "more certain calls than calls")
    for target, true in targets.items():
        count, error = listed.get(target, (rec["floor"], rec["floor"]))
        if true * SLOTS > total * 1.02 and target not in listed:
            complain("cell", cell, target, "has", true, "of", total, "and is not listed")
        if within is None and not count - error <= true <= count:
            complain("cell", cell, target, "true", true, "not in", count - error, "...", count)
        if within is not None and len(targets) <= SLOTS and abs(count - error - true) > within * total:
            complain("cell", cell, target, "true", true, "estimate", count - error, "of", total)
    if within is None and rec["estimated"]:
        complain("cell", cell, "estimates in exact mode")
print("checked %d cells, %d bad" % (len(truth), bad))
sys.exit(1 if bad else 0)
