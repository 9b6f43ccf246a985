"""The report as one HTML page without links to anything: charts are inline SVG."""

import html
import pathlib

import chart
import judging
import results as all_results
from text import rate

FOLDER = pathlib.Path(__file__).parent
SHORT = {
    "speed": "Speed",
    "instrumented": "Cost of instrumentation",
    "size": "Code size",
    "compile": "Compile time",
    "compile_instrumented": "Compile time, instrumented",
}


def escape(value):
    return html.escape(str(value))


def cell(value, metric):
    """A number that sorts, with its interval as a hint, and a colour for what is certain."""
    if value is None:
        return '<td data-value=""></td>'
    amount = all_results.number(value)
    kind, hint = "", ""
    if isinstance(value, judging.Ratio):
        hint = f' title="{value.low:.3f} to {value.high:.3f} (95%), {value.rounds} rounds"'
        better = amount > 1 if metric == "speed" else amount < 1
        kind = ("good" if better else "bad") if value.is_significant else "same"
    return f'<td class="{kind}" data-value="{amount:.6f}"{hint}>{amount:.2f}</td>'


def problem_cell(peer):
    if peer is None or not peer["available"]:
        return '<td data-value=""></td>'
    return f'<td class="failed" data-value="" title="{escape(peer["problem"][:300])}">failed</td>'


def overview(results, metric):
    peers = {
        identity: peer for identity, peer in all_results.peers_of(results).items()
        if identity != "plain"
        and any(all_results.measured(result, identity, metric) is not None for result in results)
    }
    if not peers:
        return ""
    heads = "".join(
        f'<th title="{escape(peer["about"])}">{escape(peer["label"])}</th>'
        for peer in peers.values()
    )
    rows, feet = [], []
    for group, title, members in all_results.grouped(results):
        for result in members:
            cells = []
            for identity in peers:
                peer, value = result["peers"].get(identity), None
                value = all_results.measured(result, identity, metric)
                if value is None and peer is not None and peer["problem"]:
                    cells.append(problem_cell(peer))
                else:
                    cells.append(cell(value, metric))
            name = escape(result["name"])
            rows.append(f'<tr><th><a href="#{name}">{name}</a></th>{"".join(cells)}</tr>')
        feet.append(mean_row(f"mean of {group}", members, peers, metric))
    feet.append(mean_row("mean of all", results, peers, metric))
    return (
        f'<section class="metric" id="metric-{metric}"><h3>{SHORT[metric]}</h3>'
        f"<p>{escape(all_results.METRICS[metric])}</p>"
        '<div class="wide"><table class="sortable"><thead><tr><th>workload</th>'
        f"{heads}</tr></thead>"
        f'<tbody>{"".join(rows)}</tbody><tfoot>{"".join(feet)}</tfoot></table></div></section>'
    )


def mean_row(name, results, peers, metric):
    cells = "".join(
        cell(all_results.mean(results, identity, metric)[0], metric) for identity in peers
    )
    return f"<tr><th>{escape(name)}</th>{cells}</tr>"


def means_chart(results):
    bars = []
    for identity, peer in all_results.peers_of(results).items():
        value, count = all_results.mean(results, identity, "speed")
        if value is not None and identity != "plain":
            bars.append(
                chart.Bar(peer["label"], value, kind_of(identity, peer), f"of {count} workloads")
            )
    return chart.bars(bars, "Geometric means of speed, plain = 1") if bars else ""


def kind_of(identity, peer):
    if peer["online"]:
        return "devirt-online" if identity.startswith("run") else "online"
    return "devirt" if identity.startswith("devirt") and identity != "devirt-control" else "peer"


def seconds(times):
    if not times:
        return '<td data-value=""></td><td data-value=""></td>'
    low, middle, high = (judging.quantile(times, share) for share in (0.25, 0.5, 0.75))
    return (
        f'<td data-value="{middle:.6f}">{middle:.3f}</td>'
        f'<td data-value="{(high - low) / middle:.6f}">{low:.3f} to {high:.3f}</td>'
    )


def details(result):
    """A row for each peer with all that is known of it."""
    rows = []
    for identity, peer in result["peers"].items():
        if peer["problem"]:
            kind = "failed" if peer["available"] else "absent"
            rows.append(
                f'<tr><th title="{escape(peer["about"])}">{escape(peer["label"])}</th>'
                f'<td colspan="9" class="{kind}">{escape(peer["problem"][:400])}</td></tr>'
            )
            continue
        clock = all_results.clock(result, peer)
        other = "wall" if clock == "cpu" else "cpu"
        times = [run[clock] for run in peer["runs"]]
        others = [run[other] for run in peer["runs"]]
        other_cell = '<td data-value=""></td>'
        if others:
            middle = judging.quantile(others, 0.5)
            other_cell = f'<td data-value="{middle:.6f}">{middle:.3f}</td>'
        values = {m: all_results.measured(result, identity, m) for m in all_results.METRICS}
        ratio = values["speed"]
        verdict = ""
        if identity != "plain" and ratio is not None:
            verdict = f"{ratio.low:.3f} to {ratio.high:.3f}"
            if not ratio.is_significant:
                few = ratio.rounds < judging.ENOUGH
                verdict += ", too few rounds" if few else ", no significant difference"
        size = peer.get("size", {}).get("code")
        size_cell = f'<td data-value="{size}">{size:,}</td>' if size else '<td data-value=""></td>'
        compiled = peer.get("compile")
        compile_cell = '<td data-value=""></td>'
        if compiled is not None:
            compile_cell = f'<td data-value="{compiled:.4f}">{compiled:.2f}</td>'
        rows.append(
            f'<tr><th title="{escape(peer["about"])}">{escape(peer["label"])}</th>'
            f"<td>{clock}</td>{seconds(times)}{other_cell}{cell(ratio, 'speed')}"
            f"<td>{escape(verdict)}</td>{cell(values['instrumented'], 'instrumented')}"
            f"{size_cell}{compile_cell}</tr>"
        )
    return (
        '<div class="wide"><table class="sortable"><thead><tr><th>peer</th><th>clock</th>'
        "<th>median s</th><th>middle half</th><th>other clock</th><th>speed</th>"
        "<th>95% interval</th><th>instrumented</th><th>code bytes</th><th>compile s</th>"
        f'</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def decisions(result):
    """The sites that count, where they lead, and what was done."""
    report = result.get("decisions")
    if not report:
        return ""
    refused = ", ".join(f"{count} {name}" for name, count in sorted(report["refusals"].items()))
    rows = []
    for site in report["sites"]:
        file = pathlib.Path(site.get("file") or "?").name
        place = f"{file}:{site.get('line', '?')}"
        targets = "".join(target_line(target) for target in site["targets"][:5])
        rows.append(
            f"<tr><td>{site['share']:.1%}</td><td><code>{escape(place)}</code> "
            f"in {escape(site['function'])}<br><small>{escape(site['kind'])}, "
            f"{site['calls']:,} calls</small></td><td><ul>{targets}</ul></td></tr>"
        )
    return (
        f"<details><summary>Decisions: {report['promotedSites']} of {report['executedSites']} "
        f"executed sites promoted, {report['promotedShare']:.1%} of all indirect calls"
        f"{escape('; refused: ' + refused if refused else '')}</summary>"
        '<div class="wide"><table class="decisions"><thead><tr><th>share of calls</th>'
        "<th>site, in training</th><th>targets</th></tr></thead>"
        f'<tbody>{"".join(rows)}</tbody></table></div></details>'
    )


def target_line(target):
    what = target["outcome"]
    if what == "promoted":
        what = f"guarded by {target.get('guardKind') or 'function'}, "
        what += "inlined" if target.get("inlined") else "called"
    detail = target.get("detail") or ""
    return (
        f"<li>{target['share']:.1%} {escape(target['name'])}: <b>{escape(what)}</b> "
        f"<small>{escape(detail)}</small></li>"
    )


def workload(result):
    name = escape(result["name"])
    head = f'<section class="workload" id="{name}"><h3>{name}</h3><p>{escape(result["title"])}</p>'
    if result["problem"]:
        return f'{head}<p class="failed">{escape(result["problem"])}</p></section>'
    facts = [result["language"], f"{result['threads']} thread{'s' * (result['threads'] > 1)}"]
    if result.get("release"):
        facts.append(result["release"])
    if result.get("dispatches"):
        facts.append(f"{result['dispatches']:,} indirect calls in the plain build")
    if result.get("dispatches") and rate(result):
        facts.append(f"{rate(result):.0f} million a second")
    train, test = (" ".join(result[kind]) for kind in ("train", "test"))
    facts.append(f"trained on “{train}”, timed on “{test}”")
    facts.append(result["date"])
    bars = []
    for identity, peer in result["peers"].items():
        value = all_results.measured(result, identity, "speed")
        if identity != "plain" and value is not None:
            bars.append(chart.Bar(peer["label"], value, kind_of(identity, peer)))
    picture = chart.bars(bars, f"Speed of {result['name']}, plain = 1") if bars else ""
    return (
        f'{head}<p class="facts">{escape(" · ".join(facts))}</p>{picture}{decisions(result)}'
        f"<details><summary>All numbers</summary>{details(result)}</details></section>"
    )


def page(results, machine, versions):
    tools = "".join(
        f"<tr><th>{escape(tool)}</th><td>{escape(version)}</td></tr>"
        for tool, version in versions.items()
    )
    peers = "".join(
        f"<tr><th>{escape(peer['label'])}</th><td>{escape(peer['about'])}</td></tr>"
        for peer in all_results.peers_of(results).values()
    )
    tables = "".join(overview(results, metric) for metric in all_results.METRICS)
    groups = "".join(
        f"<h2>{escape(title)}</h2>{''.join(workload(result) for result in members)}"
        for _, title, members in all_results.grouped(results)
    )
    dates = sorted(result["date"] for result in results)
    count = len(results)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Devirt beside its peers</title>
<style>{(FOLDER / "page.css").read_text()}</style></head>
<body><main><header><h1>Devirt beside its peers</h1>
<p>{count} workload{'s' * (count != 1)}, {escape(dates[0])} to {escape(dates[-1])}, on
{escape(machine['processor'])}, {machine['processors']} processors, {escape(machine['system'])}</p>
</header>
<section><h2>Speed, in the geometric mean</h2>{means_chart(results)}
<p class="legend"><span class="key peer"></span>compilers <span class="key devirt"></span>Devirt
ahead of time <span class="key online"></span>JITs <span class="key devirt-online"></span>Devirt's
JIT. Whiskers are intervals of 95% confidence; pale bars show no significant difference. Means of
peers that failed somewhere are of fewer workloads.</p></section>
<section><h2>Overview</h2><nav id="metrics"></nav>{tables}
<p>Green and red cells differ significantly from plain (95%); grey ones do not. A hint over a cell
has the interval. A click on a column sorts by it.</p></section>
{groups}
<section><h2>How this was measured</h2>
<p>Rounds are interleaved, forwards and backwards in turn, after one run of each program that also
checks its output. Ratios are formed within a round; shown are their medians, with intervals of 95%
confidence by resampling rounds. Programs with one thread are pinned to one processor, and the time
of the processor (user and system) counts. For two threads and for JITs, which compile on threads of
their own, wall time counts, from the start of the process to its end; JITs get bitcode of
clang&nbsp;-O2. All programs are position-independent executables. Compile times are CPU seconds of
all compilers and linkers of a build, training left out.</p>
<h3>Peers</h3><table>{peers}</table><h3>Tools</h3><table>{tools}</table></section>
</main><script>{(FOLDER / "page.js").read_text()}</script></body></html>
"""
