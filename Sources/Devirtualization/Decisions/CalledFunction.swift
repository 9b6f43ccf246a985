internal import DevirtProfile

/// A function a site called, over all vtables it was called through.
struct CalledFunction {
    let name: String
    let object: String?
    var count: UInt64
    var error: UInt64

    var lower: UInt64 { count - min(error, count) }

    /// The runtime found no symbol: `object+0xoffset` or `?`.
    var isUnknown: Bool { name == "?" || name.contains("+0x") }
}

extension SiteSummary {
    /// The called functions, most calls first; equal ones by name.
    var calledFunctions: [CalledFunction] {
        var byName: [String: CalledFunction] = [:]
        for entry in entries {
            let key = entry.target.name + "\u{0}" + (entry.target.object ?? "")
            if var known = byName[key] {
                known.count = known.count.addingSaturated(entry.count)
                known.error = known.error.addingSaturated(entry.error)
                byName[key] = known
            } else {
                byName[key] = CalledFunction(
                    name: entry.target.name, object: entry.target.object, count: entry.count,
                    error: entry.error)
            }
        }
        return byName.values.sorted {
            $0.lower != $1.lower
                ? $0.lower > $1.lower : ($0.name, $0.object ?? "") < ($1.name, $1.object ?? "")
        }
    }
}
