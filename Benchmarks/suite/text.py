"""The results as tables of text."""

import judging
import results as all_results

TITLES = {
    "speed": "Speed: time of plain / time of the peer (above 1: faster)",
    "instrumented": "Cost of the instrumented program: its time / time of plain",
    "size": "Machine code / that of plain",
    "compile": "CPU seconds of the final build / of plain",
}


def cell(value, metric):
    if value is None:
        return ""
    if isinstance(value, judging.Ratio):
        mark = "" if value.is_significant else ("~" if value.rounds >= judging.ENOUGH else "?")
        return f"{value.value:.2f}{mark}"
    return f"{value:.2f}"


def failed(result, identity, metric):
    peer = result["peers"].get(identity)
    if peer is None or not peer["problem"] or metric != "speed":
        return ""
    return "failed" if peer["available"] else ""


def table(results, metric):
    peers = {
        identity: peer["label"] for identity, peer in all_results.peers_of(results).items()
        if identity != "plain"
        and any(all_results.measured(result, identity, metric) is not None
                or failed(result, identity, metric) for result in results)
    }
    if not peers:
        return []
    lines = [["", *peers.values()]]
    groups = all_results.grouped(results)
    for _, title, members in groups:
        for result in members:
            row = [result["name"]]
            for identity in peers:
                value = all_results.measured(result, identity, metric)
                row.append(cell(value, metric) or failed(result, identity, metric))
            lines.append(row)
        row = ["  geometric mean"]
        for identity in peers:
            row.append(cell(all_results.mean(members, identity, metric)[0], metric))
        if len(members) > 1:
            lines.append(row)
    if len(groups) > 1:
        row = ["geometric mean of all"]
        for identity in peers:
            row.append(cell(all_results.mean(results, identity, metric)[0], metric))
        lines.append(row)
    return lines


def aligned(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rows = []
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [text.rjust(width) for text, width in zip(line[1:], widths[1:])]
        rows.append("  ".join(cells).rstrip())
    return rows


def rate(result):
    """Million dispatches per second of the plain build."""
    seconds = all_results.times(result, "plain")
    if not seconds or not result.get("dispatches"):
        return None
    return result["dispatches"] / judging.quantile(seconds, 0.5) / 1e6


def report(results, machine, versions):
    text = [
        f"{machine['processor']}, {machine['processors']} processors, {machine['system']}",
        *(f"{tool}: {version}" for tool, version in versions.items()),
        "",
        "Ratios are medians of interleaved rounds. ~ no significant difference (95%), "
        f"? too few rounds (below {judging.ENOUGH}) to tell.",
    ]
    for metric, title in TITLES.items():
        lines = table(results, metric)
        if lines:
            text += ["", title, "", *aligned(lines)]
    rows = [["", "seconds", "spread", "rounds", "dispatches", "million/s"]]
    for result in results:
        seconds = all_results.times(result, "plain")
        if seconds:
            low, middle, high = (judging.quantile(seconds, share) for share in (0.25, 0.5, 0.75))
            dispatches = result.get("dispatches")
            rows.append([
                result["name"], f"{middle:.3f}", f"{(high - low) / middle * 100:.1f}%",
                str(len(seconds)), f"{dispatches:,}" if dispatches else "-",
                f"{rate(result):.0f}" if dispatches else "-",
            ])
    if len(rows) > 1:
        text += ["", "The plain build: median, middle half of its times, and its dispatches", ""]
        text += aligned(rows)
    problems = []
    for result in results:
        if result["problem"]:
            problems.append(f"{result['name']}: {result['problem']}")
        for identity, peer in result["peers"].items():
            if peer["problem"] and peer["available"] and identity != "plain":
                problems.append(f"{result['name']}, {identity}: {peer['problem']}")
    if problems:
        text += ["", "Failures", "", *(problem.splitlines()[0][:300] for problem in problems)]
    return "\n".join(text) + "\n"


def markdown(results, machine):
    """The table of speeds, for Docs/Benchmarks.md."""
    lines = table(results, "speed")
    if not lines:
        return ""
    head, *rows = lines
    dates = sorted(result["date"][:10] for result in results)
    text = [
        f"{dates[-1]}, {machine['processor']}, {machine['processors']} processors. Time of plain / "
        "time of the peer, above 1 the peer is faster; ~ no significant difference.",
        "",
        "| " + " | ".join(["workload", *head[1:]]) + " |",
        "| --- |" + " ---: |" * (len(head) - 1),
    ]
    text += ["| " + " | ".join(text.strip() for text in row) + " |" for row in rows]
    return "\n".join(text) + "\n"
