/// Profiles as JSON.
public enum JSONExport {
    /// The version of the shape of the JSON; it changes when a reader would have to.
    public static let schemaVersion = 1

    /// The whole profile as JSON, ending with a line end.
    ///
    /// Members are always in the same order, so equal profiles are equal text. Counts are
    /// integers of up to 64 bits; structural hashes are strings such as `0x00000000000000ff`,
    /// because many readers round large numbers. Unknown names and files are null, unknown lines
    /// and columns 0.
    ///
    /// - Complexity: O(n) for n bytes of output.
    public static func text(_ profile: Profile) -> String {
        var json = JSONText()
        json.object {
            $0.number("schemaVersion", schemaVersion)
            $0.number("runs", profile.runs)
            $0.array("functions", profile.functions) { $0.append($1) }
        }
        return json.text
    }
}

extension JSONText {
    fileprivate mutating func append(_ function: FunctionProfile) {
        object {
            $0.string("name", function.name)
            $0.string("hash", "0x" + Hexadecimal.text(function.hash, digits: 16))
            $0.string("point", function.point.name)
            $0.string("file", function.file)
            $0.number("line", function.line)
            $0.array("sites", function.sites) { $0.append($1) }
        }
    }

    private mutating func append(_ site: SiteProfile) {
        object {
            $0.number("ordinal", site.ordinal)
            $0.string("kind", site.kind.name)
            $0.string("file", site.location.file)
            $0.number("line", site.location.line)
            $0.number("column", site.location.column)
            $0.string("type", site.calleeType)
            $0.boolean("recorded", site.recorded)
            $0.number("total", site.summary.total)
            $0.number("estimated", site.summary.estimated)
            $0.number("samples", site.summary.samples)
            $0.number("floor", site.summary.floor)
            $0.number("pairs", site.summary.order.pairs)
            $0.number("repeats", site.summary.order.repeats)
            $0.array("targets", site.summary.entries) { $0.append($1) }
        }
    }

    private mutating func append(_ entry: TargetCount) {
        object {
            $0.string("name", entry.target.name)
            $0.string("object", entry.target.object)
            $0.string("vtable", entry.target.vtable)
            $0.number("vtableOffset", entry.target.vtableOffset)
            $0.number("count", entry.count)
            $0.number("error", entry.error)
        }
    }
}
