internal import DevirtProfile
internal import Devirtualization
internal import LLVM
internal import Reoptimization
internal import Reporting

/// What functions and sites are now, as text.
struct Inspection {
    let jit: ReoptimizingJIT
    let history: CodeHistory
    let style: TextStyle

    /// The functions a name stands for.
    ///
    /// - Throws: `REPLError.usage` if there are none.
    private func states(of name: String) throws(REPLError) -> [FunctionState] {
        let found = jit.states(of: name)
        if found.isEmpty { throw .usage("no function '\(name)' was typed here") }
        return found
    }

    func tier(_ name: String) throws(REPLError) -> String {
        try states(of: name).map { state in
            var lines = [style.bold(demangle(state.name)) + ": " + summary(state)]
            for version in history.versions(of: state.name) {
                let isNow =
                    version.number == state.version && !version.isContinuation
                    || version.number == 0 && state.tier == .quick
                lines.append("  v\(version.number) \(kind(version))\(isNow ? ", runs now" : "")")
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func summary(_ state: FunctionState) -> String {
        let again =
            state.reprofiles > 0 ? "; went back to record \(count(state.reprofiles, "time"))" : ""
        switch state.tier {
        case .none: return "not called yet"
        case .quick:
            let loops = state.iterations > 0 ? ", \(grouped(state.iterations)) iterations" : ""
            let entries = state.entries == 1 ? "1 entry" : "\(grouped(state.entries)) entries"
            return "quick code, \(entries)\(loops)\(again)"
        case .optimized: return "optimized\(again)"
        case .guarded: return "optimized for the targets seen so far\(again)"
        }
    }

    private func kind(_ version: CodeHistory.Version) -> String {
        let code = version.effort == .none ? "quick" : "optimized"
        return version.isContinuation ? "\(code), entered in the middle of a loop" : code
    }

    /// IR or assembly of all versions of a function, the newest first.
    func code(
        _ name: String, _ text: (CodeHistory.Version) throws(LLVMError) -> String
    ) throws(REPLError) -> String {
        var parts: [String] = []
        for state in try states(of: name) {
            let versions = history.versions(of: state.name)
            if versions.isEmpty {
                parts.append("\(demangle(state.name)): not called yet")
            }
            for version in versions.reversed() {
                let title = "\(demangle(state.name)) v\(version.number), \(kind(version))"
                do throws(LLVMError) {
                    parts.append(style.bold("; " + title) + "\n" + (try text(version)))
                } catch { throw .jit(error.description) }
            }
        }
        return parts.joined(separator: "\n")
    }

    func sites(of name: String?) throws(REPLError) -> String {
        let names = try name.map { name throws(REPLError) in
            Set(try states(of: name).map(\.name))
        }
        let sites = jit.siteStates().filter { names?.contains($0.function) ?? true }
        if sites.isEmpty { return "no indirect calls so far" }
        return sites.map(text).joined(separator: "\n")
    }

    private func text(_ site: SiteState) -> String {
        let place = "\(readableFunction(site.function)) #\(site.ordinal)"
        var lines = ["\(style.bold(place)) \(site.kind), \(grouped(site.summary.total)) calls"]
        let decided = Dictionary(
            (site.decision?.targets ?? []).map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
        for entry in site.summary.entries.prefix(Self.most) {
            let share = percent(Double(entry.count) / Double(max(site.summary.total, 1)))
            var line = "  \(share.padded(6)) \(demangle(entry.target.name))"
            if let target = decided[entry.target.name] { line += ": " + text(target.outcome) }
            lines.append(line)
        }
        if site.summary.entries.count > Self.most {
            lines.append("  and \(site.summary.entries.count - Self.most) more targets")
        }
        if let refusal = site.decision?.refusal {
            lines.append("  not guarded: \(refusal.explanation)")
        } else if site.decision == nil {
            lines.append("  recording")
        }
        return lines.joined(separator: "\n")
    }

    private func text(_ outcome: TargetDecision.Outcome) -> String {
        switch outcome {
        case .promoted(_, let kind, .inlined): "\(kind.rawValue) guard, inlined"
        case .promoted(_, let kind, .called): "\(kind.rawValue) guard, called directly"
        case .annotated: "annotated"
        case .refused(let refusal): refusal.explanation
        }
    }

    private static let most = 8
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        String(repeating: " ", count: max(width - count, 0)) + self
    }
}
