/// The static half of a profile: the call sites of an instrumented module.
///
/// The instrumentation pass puts `encoded()` into the program's read-only data, the runtime copies
/// those bytes into the raw profile, and a reader joins them with the counts.
public struct SiteTable: Sendable, Hashable {
    /// The functions with call sites, in the order of the module.
    public var functions: [SiteTableFunction]

    /// A table of the given functions, in their order.
    public init(functions: [SiteTableFunction] = []) {
        self.functions = functions
    }

    /// The number of cells the recorded sites need: one more than the highest index.
    public var cellCount: Int {
        functions.lazy.flatMap(\.sites).compactMap(\.cell).max().map { Int($0) + 1 } ?? 0
    }
}

/// A function of a site table.
public struct SiteTableFunction: Sendable, Hashable {
    /// What identifies the function.
    public var key: FunctionKey
    /// The function's declaration; the table does not hold its column.
    public var location: SourceLocation
    /// The call sites, in instruction order.
    public var sites: [SiteTableSite]

    /// A function and its sites.
    public init(
        _ key: FunctionKey, file: String? = nil, line: UInt32 = 0, sites: [SiteTableSite] = []
    ) {
        self.key = key
        self.location = SourceLocation(file: file, line: line)
        self.sites = sites
    }
}

/// A call site of a site table.
public struct SiteTableSite: Sendable, Hashable {
    /// What identifies the site within its function.
    public var identity: SiteIdentity
    /// Index of the cell the site is recorded in; nil for a site that is not recorded.
    public var cell: UInt32?

    /// A site and its cell. The index 0xFFFFFFFF means "not recorded" and becomes nil.
    public init(_ identity: SiteIdentity, cell: UInt32?) {
        self.identity = identity
        self.cell = cell == .max ? nil : cell
    }
}

extension Profile {
    /// Joins the static half of a profile with what was recorded.
    ///
    /// - Parameters:
    ///   - table: the call sites of a module.
    ///   - summaries: what was recorded, by cell. A recorded site without a summary was not called;
    ///     a summary of a cell that the table does not have is left out.
    ///   - runs: the processes the summaries come from.
    /// - Complexity: O(n log n) for n sites.
    public init(table: SiteTable, summaries: [UInt32: SiteSummary], runs: UInt32 = 1) {
        let functions = table.functions.map { function in
            let sites = function.sites.map { site in
                SiteProfile(
                    site.identity, recorded: site.cell != nil,
                    summary: site.cell.flatMap { summaries[$0] } ?? .empty)
            }
            return FunctionProfile(
                function.key, file: function.location.file, line: function.location.line,
                sites: sites)
        }
        self.init(runs: runs, functions: functions)
    }
}
