internal import DevirtProfile
internal import Devirtualization
internal import LLVM

/// One call site as reports show it: from a profile alone, or with decisions.
public struct SiteRow: Codable, Sendable {
    /// One target of the site.
    public struct TargetRow: Codable, Sendable {
        /// Linkage name.
        public let symbol: String
        /// Readable name.
        public let name: String
        /// Calls that certainly went there.
        public let calls: UInt64
        /// The most calls that may have gone there.
        public let upperBound: UInt64
        /// Share of the site's calls, 0 to 1.
        public let share: Double
        /// "promoted", "annotated" (`--emit vp`), "refused", or nil in a report of a profile alone.
        public let outcome: String?
        /// What the guard compares: "function" or "vtable".
        public let guardKind: String?
        /// Number of the rewrite.
        public let rewrite: Int?
        /// True if the body was inlined.
        public let inlined: Bool?
        /// Stable id of the refusal.
        public let reason: String?
        /// The outcome's details in words.
        public let detail: String?
    }

    /// `function#ordinal`, as `--only` takes it.
    public let id: String
    /// Readable name of the function that calls.
    public let function: String
    /// Virtual call, function pointer, ...
    public let kind: String
    /// Source file, if known.
    public let file: String?
    /// 0: unknown.
    public let line: UInt32
    /// 0: unknown.
    public let column: UInt32
    /// The callee's function type as IR text.
    public let calleeType: String
    /// Calls observed.
    public let calls: UInt64
    /// The part of them that sampling stands for.
    public let estimatedCalls: UInt64
    /// Share of all calls in the report, 0 to 1.
    public let share: Double
    /// "promoted", "annotated", "refused", or nil in a report of a profile alone.
    public let outcome: String?
    /// Stable id of the refusal.
    public let reason: String?
    /// The refusal in words.
    public let detail: String?
    /// How the profile found the site: exact, stale, lost, none.
    public let match: String?
    /// The most frequent first.
    public let targets: [TargetRow]

    /// `file:line:column`, as far as known, without `..` in the path.
    public var location: String {
        SourceLocation(file: file.map(withoutParentSteps), line: line, column: column).description
    }
}

extension SiteRow {
    /// A site of a profile.
    init(_ site: SiteProfile, of function: FunctionProfile, allCalls: UInt64) {
        let summary = site.summary
        self.init(
            id: CallSiteID(function: function.name, ordinal: site.ordinal), identity: site.identity,
            summary: summary, allCalls: allCalls, decision: nil,
            targets: summary.entries.map { entry in
                TargetRow(
                    symbol: entry.target.name, name: readableName(entry.target.name),
                    calls: entry.lower, upperBound: entry.count,
                    share: ratio(entry.lower, summary.total), outcome: nil, guardKind: nil,
                    rewrite: nil, inlined: nil, reason: nil,
                    detail: entry.target.object.map { "in \($0)" })
            })
    }

    /// A decision.
    init(_ decision: Decision, allCalls: UInt64) {
        self.init(
            id: decision.site, identity: decision.identity, summary: decision.summary,
            allCalls: allCalls, decision: decision,
            targets: decision.targets.map { TargetRow($0, total: decision.summary.total) })
    }

    private init(
        id: CallSiteID, identity: SiteIdentity, summary: SiteSummary, allCalls: UInt64,
        decision: Decision?, targets: [TargetRow]
    ) {
        self.init(
            id: id.description, function: readableName(id.function), kind: identity.kind.name,
            file: identity.location.file, line: identity.location.line,
            column: identity.location.column, calleeType: identity.calleeType,
            calls: summary.total, estimatedCalls: summary.estimated,
            share: ratio(summary.total, allCalls),
            outcome: decision.map(siteOutcome),
            reason: decision?.refusal?.id, detail: decision?.refusal?.explanation,
            match: decision?.match.rawValue, targets: targets)
    }
}

extension SiteRow.TargetRow {
    fileprivate init(_ target: TargetDecision, total: UInt64) {
        var guardKind: String?
        var rewrite: Int?
        var inlined: Bool?
        var reason: String?
        var detail: String?
        switch target.outcome {
        case .annotated:
            break
        case .refused(let refusal):
            reason = refusal.id
            detail = refusal.explanation
        case .promoted(let number, let kind, let inlining):
            rewrite = number
            guardKind = kind.rawValue
            switch inlining {
            case .inlined(let cost):
                inlined = true
                detail = "cost \(cost)"
            case .called(let why):
                inlined = false
                detail = why
            }
        }
        self.init(
            symbol: target.name, name: readableName(target.name), calls: target.calls,
            upperBound: target.upperBound, share: ratio(target.calls, total),
            outcome: reason != nil ? "refused" : target.isPromoted ? "promoted" : "annotated",
            guardKind: guardKind,
            rewrite: rewrite, inlined: inlined, reason: reason, detail: detail)
    }
}

/// Demangles a profile name; the file of a local symbol is dropped.
func readableName(_ name: String) -> String {
    guard let mark = name.lastIndex(of: ";") else { return demangle(name) }
    return demangle(String(name[name.index(after: mark)...]))
}

private func siteOutcome(_ decision: Decision) -> String {
    if decision.refusal != nil { return "refused" }
    return decision.targets.contains(where: \.isAnnotated) ? "annotated" : "promoted"
}

/// The share that `part` is of `whole`, 0 to 1, also where damaged counts say more.
func ratio(_ part: UInt64, _ whole: UInt64) -> Double {
    whole == 0 ? 0 : min(Double(part) / Double(whole), 1)
}

/// The path with each `name/..` removed, for reading: compilers name system headers that way.
private func withoutParentSteps(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
        if part == "..", let last = parts.last, !last.isEmpty, last != "..", last != "." {
            parts.removeLast()
        } else {
            parts.append(part)
        }
    }
    return parts.joined(separator: "/")
}
