"""What all results together say: ratios, means, and whether something got worse."""

import judging

METRICS = {
    "speed": "time of plain / time of the peer: above 1 the peer is faster",
    "instrumented": "time of the peer's instrumented program / time of plain",
    "size": "machine code of the peer / of plain, in bytes",
    "compile": "CPU seconds of the peer's final build / of plain's",
    "compile_instrumented": "CPU seconds of the peer's instrumented build / of plain's build",
}
GROUPS = {
    "micro": "Dispatch microbenchmarks",
    "classic": "Object-oriented programs in C++",
    "swift": "Swift",
    "rust": "Rust",
    "negative": "Negative cases: promotion can only lose",
    "program": "Real programs",
}


def clock(result, peer):
    """With several threads, or a compiler on one of its own, the wall clock counts."""
    return "wall" if peer["online"] or result["threads"] > 1 else "cpu"


def times(result, identity, kind="runs", like=None):
    """Of a peer; by the clock of `like`, another peer, if that is given."""
    peer = result["peers"].get(identity)
    if peer is None or peer["problem"]:
        return []
    which = clock(result, result["peers"][like] if like else peer)
    return [run[which] for run in peer[kind]]


def measured(result, identity, metric):
    """A judging.Ratio for times, a number for sizes, or None."""
    peer, plain = result["peers"].get(identity), result["peers"].get("plain")
    if peer is None or plain is None or peer["problem"] or plain["problem"]:
        return None
    if metric == "speed":
        return judging.ratio(times(result, "plain", like=identity), times(result, identity))
    if metric == "instrumented":
        return judging.ratio(times(result, identity, "instrumented"), times(result, "plain"))
    if metric == "size":
        if "size" not in peer or not plain["size"]["code"]:
            return None
        return peer["size"]["code"] / plain["size"]["code"]
    if metric not in peer or not plain.get("compile"):
        return None
    return peer[metric] / plain["compile"]


def mean(results, identity, metric):
    """The geometric mean over the workloads that have both, and how many those are."""
    if metric in ("speed", "instrumented"):
        pairs = []
        for result in results:
            if measured(result, identity, metric) is None:
                continue
            plain = times(result, "plain", like=identity)
            if metric == "speed":
                pairs.append((plain, times(result, identity)))
            else:
                pairs.append((times(result, identity, "instrumented"), times(result, "plain")))
        return judging.geometric_mean(pairs), len(pairs)
    values = [measured(result, identity, metric) for result in results]
    pairs = [([value], [1.0]) for value in values if value]
    return judging.geometric_mean(pairs), len(pairs)


def number(value):
    return value.value if isinstance(value, judging.Ratio) else value


def peers_of(results):
    """The rows that occur, in their order: {identity: label}."""
    labels = {}
    for result in results:
        for identity, peer in result["peers"].items():
            labels.setdefault(identity, peer)
    return labels


def grouped(results):
    """(group, its title, its results), in the order of GROUPS, then others."""
    groups = {}
    for result in results:
        groups.setdefault(result["name"].partition("/")[0], []).append(result)
    order = [*GROUPS, *sorted(set(groups) - set(GROUPS))]
    return [(group, GROUPS.get(group, group), groups[group]) for group in order if group in groups]


def ratios(results):
    """{(workload, peer): ratio} of what `--check` watches, as in the baseline's file."""
    found = {}
    for result in results:
        for identity, peer in result["peers"].items():
            if peer["gated"] and (value := measured(result, identity, "speed")):
                found[result["name"], identity] = value.json()
    return found


def document(results, machine, versions, options):
    """Everything, as JSON."""
    workloads = []
    for result in results:
        summary = {}
        for identity in result["peers"]:
            values = {metric: measured(result, identity, metric) for metric in METRICS}
            summary[identity] = {
                metric: value.json() if isinstance(value, judging.Ratio) else round(value, 4)
                for metric, value in values.items() if value is not None
            }
        workloads.append({**result, "summary": summary})
    means = []
    for group, _, members in [*grouped(results), ("all", "", results)]:
        for identity in peers_of(members):
            for metric in METRICS:
                value, count = mean(members, identity, metric)
                if value:
                    means.append({
                        "group": group, "peer": identity, "metric": metric, "workloads": count,
                        **value.json(),
                    })
    return {
        "schemaVersion": 1, "machine": machine, "tools": versions, "options": options,
        "metrics": METRICS, "workloads": workloads, "means": means,
    }


def baseline(results, machine):
    rows = [
        {"workload": workload, "peer": peer, **{k: v for k, v in value.items() if k != "rounds"}}
        for (workload, peer), value in sorted(ratios(results).items())
    ]
    return {"schemaVersion": 1, "machine": machine, "ratios": rows}


def baseline_ratios(document):
    return {(row["workload"], row["peer"]): row for row in document["ratios"]}
