internal import DevirtProfile

/// A report for a terminal.
public struct TextReport {
    private let report: Report
    private let style: TextStyle
    private let top: Int

    /// - Parameter top: show this many sites; the rest is counted.
    public init(_ report: Report, style: TextStyle = TextStyle(isColored: false), top: Int = .max) {
        self.report = report
        self.style = style
        self.top = top
    }

    /// The whole text, ending in a newline.
    public var text: String {
        var lines = headline
        let shown = report.sites.filter { $0.calls > 0 || report.module != nil }.prefix(top)
        for (index, site) in shown.enumerated() {
            lines.append("")
            lines += describe(site, number: index + 1)
        }
        let hidden = report.siteCount - shown.count
        if hidden > 0 {
            lines.append("")
            lines.append(
                report.module == nil && shown.count == report.executedSites
                    ? "\(count(hidden, "more call site")) never executed"
                    : "\(count(hidden, "more call site")); see --top")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var headline: [String] {
        var lines: [String] = []
        let what =
            "\(count(report.siteCount, "call site")), \(grouped(report.executedSites)) executed, "
            + "\(grouped(report.calls)) calls in \(count(Int(report.runs), "run"))"
        lines.append(style.bold(report.module ?? report.profile) + ": " + what)
        if let promoted = report.promotedSites, let share = report.promotedShare {
            let annotated = report.sites.count { $0.outcome == "annotated" }
            lines.append(
                annotated > 0
                    ? "annotated \(count(annotated, "site")) for LLVM's own promotion"
                    : "promoted \(count(promoted, "site")), \(percent(share)) of all indirect calls"
            )
        }
        if let changed = report.changedFunctions, changed > 0, let share = report.matchedShare {
            lines.append(
                style.yellow("stale profile") + ": \(count(changed, "function")) changed since "
                    + "training; \(percent(share)) of the profile's calls found their site"
                    + (share == 0 ? "; is it the profile of another program?" : ""))
        }
        if let refusals = report.refusals, !refusals.isEmpty {
            let list = refusals.sorted {
                $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
            }
            lines.append(
                "refused: " + list.map { "\(grouped($0.value)) \($0.key)" }.joined(separator: ", "))
        }
        return lines
    }

    private func describe(_ site: SiteRow, number: Int) -> [String] {
        let place = OneLine.text(site.line == 0 ? site.id : site.location)
        var first =
            "\(pad(number, 4))  \(pad(grouped(site.calls), 14)) calls  \(pad(percent(site.share), 6))"
        first += "  " + style.bold(place) + "  " + site.kind
        if site.estimatedCalls > 0 { first += ", sampled" }
        if site.match == "stale" { first += ", " + style.yellow("stale match") }
        var lines = [first, "      in \(OneLine.text(site.function))"]
        if let reason = site.reason, let detail = site.detail {
            lines.append("      " + style.yellow(reason) + ": " + OneLine.text(detail))
        }
        // Rows that round to nothing are counted, not listed.
        let listed = site.targets.filter { $0.share >= 0.0005 || $0.rewrite != nil }
        for target in listed {
            let name = OneLine.text(target.name)
            let outcome =
                target.reason != nil && target.reason == site.reason
                ? "" : outcome(target)
            lines.append("      \(pad(percent(target.share), 6))  \(name)\(outcome)")
        }
        let folded = site.targets.count - listed.count
        if folded > 0 {
            lines.append("        0.0%  \(count(folded, "more target"))")
        }
        // Shares are lower bounds; what they leave open went to these or other targets.
        let open = 1 - site.targets.reduce(0) { $0 + $1.share }
        if site.calls > 0, open >= 0.0005 {
            lines.append("      \(pad(percent(open), 6))  others or uncertain")
        }
        return lines
    }

    private func outcome(_ target: SiteRow.TargetRow) -> String {
        switch target.outcome {
        case "promoted":
            let number = target.rewrite.map { " #\($0)" } ?? ""
            let body = target.inlined == true ? "inlined" : "called"
            let detail = target.detail.map { " (\(OneLine.text($0)))" } ?? ""
            let by = target.guardKind == "vtable" ? " by vtable" : ""
            return "  " + style.green("promoted\(number)\(by), \(body)") + detail
        case "annotated":
            return "  " + style.green("annotated")
        case "refused":
            return "  " + style.yellow(target.reason ?? "refused")
        default:
            return target.detail.map { "  \(OneLine.text($0))" } ?? ""
        }
    }
}

private func pad(_ value: some CustomStringConvertible, _ width: Int) -> String {
    let text = value.description
    return String(repeating: " ", count: max(0, width - text.count)) + text
}
