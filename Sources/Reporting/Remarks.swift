internal import DevirtProfile
public import Devirtualization

/// Decisions as LLVM optimization remarks in YAML, readable by `opt-viewer` and `llvm-remarkutil`.
///
/// One remark per promoted target (`Promoted`), one per annotated site (`Annotated`), one per
/// refused site under the reason's stable id. See llvm/lib/Remarks/YAMLRemarkSerializer.cpp for the
/// format.
public enum Remarks {
    /// The pass name of all remarks.
    public static let pass = "devirt"

    /// The remarks of `decisions` in their order.
    public static func yaml(_ decisions: [Decision]) -> String {
        decisions.map(remarks).joined()
    }

    private static func remarks(of decision: Decision) -> String {
        if let refusal = decision.refusal {
            return remark(
                "Missed", refusal.id, decision,
                arguments: [("String", "not promoted: "), ("Reason", refusal.explanation)])
        }
        let annotated = decision.targets.filter(\.isAnnotated)
        if !annotated.isEmpty {
            return remark(
                "Passed", "Annotated", decision,
                arguments: [
                    ("String", "profile of "), ("Targets", "\(annotated.count)"),
                    ("String", " targets and "), ("TotalCalls", "\(decision.summary.total)"),
                    ("String", " calls attached"),
                ])
        }
        return decision.promoted.map { target in
            guard case .promoted(let number, let kind, let inlining) = target.outcome else {
                return ""
            }
            let body =
                switch inlining {
                case .inlined: "inlined"
                case .called(let why): "called: \(why)"
                }
            return remark(
                "Passed", "Promoted", decision,
                arguments: [
                    ("String", "promoted to "), ("Callee", readableName(target.name)),
                    ("String", ", "), ("Calls", "\(target.calls)"), ("String", " of "),
                    ("TotalCalls", "\(decision.summary.total)"), ("String", " calls, "),
                    ("Body", body), ("String", ", guarded by "), ("Guard", kind.rawValue),
                    ("String", ", rewrite "), ("Rewrite", "\(number)"),
                ])
        }.joined()
    }

    private static func remark(
        _ kind: String, _ name: String, _ decision: Decision, arguments: [(String, String)]
    ) -> String {
        var text = "--- !\(kind)\n"
        text += "Pass:            \(pass)\n"
        text += "Name:            \(name)\n"
        let location = decision.identity.location
        if let file = location.file, location.line != 0 {
            text += "DebugLoc:        { File: \(quoted(file)), Line: \(location.line), "
            text += "Column: \(location.column) }\n"
        }
        text += "Function:        \(quoted(symbol(decision.site.function)))\n"
        text += "Hotness:         \(decision.summary.total)\n"
        text += "Args:\n"
        text += "  - Site:            \(quoted(decision.site.description))\n"
        text += "  - String:          ': '\n"
        for (key, value) in arguments {
            let padding = String(repeating: " ", count: max(1, 16 - key.count))
            text += "  - \(key):\(padding)\(quoted(value))\n"
        }
        return text + "...\n"
    }

    /// The linkage name without the file of a local symbol.
    private static func symbol(_ name: String) -> String {
        name.lastIndex(of: ";").map { String(name[name.index(after: $0)...]) } ?? name
    }

    /// A YAML single-quoted scalar, which must stay on its line.
    private static func quoted(_ text: String) -> String {
        var result = "'"
        for character in OneLine.text(text).unicodeScalars {
            if character == "'" { result += "''" } else { result.unicodeScalars.append(character) }
        }
        return result + "'"
    }
}
