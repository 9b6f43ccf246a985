internal import DevirtProfile

/// Lays out the static half of a profile: every site of a module and the cells of recorded ones.
struct SiteLayout {
    let table: SiteTable
    /// The recorded sites in the order of their cells.
    let recorded: [CallSite]

    init(_ functions: [FunctionSites]) {
        var recorded: [CallSite] = []
        var table = SiteTable()
        for function in functions {
            var sites: [SiteTableSite] = []
            for site in function.sites {
                let cell = site.unrecordable == nil ? UInt32(recorded.count) : nil
                sites.append(SiteTableSite(site.identity, cell: cell))
                if cell != nil { recorded.append(site) }
            }
            table.functions.append(
                SiteTableFunction(
                    function.key, file: function.declaration.file,
                    line: function.declaration.line, sites: sites))
        }
        self.table = table
        self.recorded = recorded
    }
}
