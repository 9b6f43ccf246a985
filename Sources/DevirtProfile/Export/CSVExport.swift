/// Profiles as comma-separated values.
public enum CSVExport {
    /// The names of the columns, in order.
    public static let columns = [
        "function", "hash", "point", "function_file", "function_line", "ordinal", "kind", "file",
        "line", "column", "type", "recorded", "total", "estimated", "samples", "floor", "pairs",
        "repeats", "target", "object", "vtable", "vtable_offset", "count", "error",
    ]

    /// The profile as a table with a header, quoted as in RFC 4180, with CRLF line ends.
    ///
    /// One row for each target of a site; a site without targets has one row with the last six
    /// columns empty. Unknown names and files are empty, unknown lines and columns 0.
    ///
    /// - Complexity: O(n) for n bytes of output.
    public static func text(_ profile: Profile) -> String {
        var text = ""
        appendRow(columns, to: &text)
        for function in profile.functions {
            for site in function.sites {
                let fields = fields(of: function) + fields(of: site)
                for entry in site.summary.entries {
                    appendRow(fields + self.fields(of: entry), to: &text)
                }
                if site.summary.entries.isEmpty {
                    appendRow(fields + repeatElement("", count: 6), to: &text)
                }
            }
        }
        return text
    }

    private static func fields(of function: FunctionProfile) -> [String] {
        [
            function.name, "0x" + Hexadecimal.text(function.hash, digits: 16),
            function.point.name, function.file ?? "", String(function.line),
        ]
    }

    private static func fields(of site: SiteProfile) -> [String] {
        [
            String(site.ordinal), site.kind.name, site.location.file ?? "",
            String(site.location.line), String(site.location.column), site.calleeType,
            site.recorded ? "1" : "0", String(site.summary.total),
            String(site.summary.estimated), String(site.summary.samples),
            String(site.summary.floor), String(site.summary.order.pairs),
            String(site.summary.order.repeats),
        ]
    }

    private static func fields(of entry: TargetCount) -> [String] {
        [
            entry.target.name, entry.target.object ?? "", entry.target.vtable ?? "",
            entry.target.vtable == nil ? "" : String(entry.target.vtableOffset),
            String(entry.count), String(entry.error),
        ]
    }

    private static func appendRow(_ fields: [String], to text: inout String) {
        for (index, field) in fields.enumerated() {
            if index > 0 {
                text += ","
            }
            text += quoted(field)
        }
        text += "\r\n"
    }

    private static func quoted(_ field: String) -> String {
        // By bytes: as a Character, CR LF is neither CR nor LF.
        let needsQuotes = field.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"")
                || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
        }
        guard needsQuotes else {
            return field
        }
        var text = "\""
        for scalar in field.unicodeScalars {
            text.unicodeScalars.append(scalar)
            if scalar == "\"" {
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
