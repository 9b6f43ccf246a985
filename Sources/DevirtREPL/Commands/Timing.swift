internal import Foundation
internal import LLVM
internal import Reoptimization
internal import Reporting

/// Runs of an expression, one after another, until more of them say nothing new.
struct Timing {
    private var runs: [(seconds: Double, installed: [String])] = []

    /// Runs `body` for a second, at least three and at most 1,000 times; a single time if that takes
    /// five seconds.
    ///
    /// - Parameter installed: functions for which better code came since the last call.
    mutating func measure(_ body: () -> String?, installed: () -> [JITEvent]) -> String? {
        let start = DispatchTime.now().uptimeNanoseconds
        _ = installed()
        while runs.count < Self.most {
            let begin = DispatchTime.now().uptimeNanoseconds
            let problem = body()
            let end = DispatchTime.now().uptimeNanoseconds
            if let problem { return problem }
            runs.append((Double(end - begin) / 1e9, installed().map(\.title)))
            let total = Double(end - start) / 1e9
            if total > (runs.count < 3 ? 5 : 1) { break }
        }
        return nil
    }

    private static let most = 1000

    /// The first runs, those where better code came, and what is best.
    var text: String {
        var lines = ["run        time"]
        var left = 0
        for (index, run) in runs.enumerated() {
            let isWorthIt = index < 3 || !run.installed.isEmpty || index == runs.count - 1
            guard isWorthIt, lines.count < 40 else {
                left += 1
                continue
            }
            if left > 0 { lines.append("...") }
            left = 0
            let names = run.installed.isEmpty ? "" : "  " + run.installed.joined(separator: ", ")
            lines.append(
                String(format: "%4d %9@", index + 1, duration(run.seconds) as NSString) + names)
        }
        let best = runs.map(\.seconds).min() ?? 0
        let first = runs.first?.seconds ?? 0
        lines.append(
            "best of \(runs.count): \(duration(best)), the first took "
                + String(format: "%.1f times as long", first / max(best, 1e-9)))
        return lines.joined(separator: "\n")
    }
}

/// A time with a unit that suits it.
func duration(_ seconds: Double) -> String {
    switch seconds {
    case 1...: String(format: "%.2f s", seconds)
    case 1e-3...: String(format: "%.2f ms", seconds * 1e3)
    case 1e-6...: String(format: "%.2f µs", seconds * 1e6)
    default: String(format: "%.0f ns", seconds * 1e9)
    }
}

extension JITEvent {
    fileprivate var title: String {
        let loop = loop.map { ", loop \($0)" } ?? ""
        let guards = guards > 0 ? " with \(count(guards, "guard"))" : ""
        return "\(readableFunction(function))\(loop) v\(version)\(guards)"
    }
}
