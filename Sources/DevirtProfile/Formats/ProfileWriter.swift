/// Writes merged profiles, `.devirt`.
public enum ProfileWriter {
    /// The bytes of a merged profile; equal profiles give equal bytes.
    ///
    /// - Complexity: O(n log n) for n strings, O(n) for everything else.
    public static func encode(_ profile: Profile) -> [UInt8] {
        var container = ContainerWriter(kind: .merged)
        container.section(.profile, payload(of: profile))
        if !profile.heat.isEmpty {
            container.section(.heat, HeatCoding.payload(of: profile.heat))
        }
        return container.finish()
    }

    static func payload(of profile: Profile) -> [UInt8] {
        var pool = StringPool()
        profile.visitStrings { _ = pool.index(of: $0) }
        pool.sort()
        var writer = ByteWriter()
        pool.write(to: &writer)
        writer.u32(profile.runs)
        writer.count(profile.functions.count)
        for function in profile.functions {
            function.write(to: &writer, &pool)
        }
        return writer.bytes
    }
}

extension Profile {
    /// Calls `visit` with every string of the profile, repeatedly where it is there repeatedly.
    fileprivate func visitStrings(_ visit: (String?) -> Void) {
        for function in functions {
            visit(function.name)
            visit(function.file)
            for site in function.sites {
                visit(site.location.file)
                visit(site.calleeType)
                for entry in site.summary.entries {
                    visit(entry.target.name)
                    visit(entry.target.object)
                    visit(entry.target.vtable)
                }
            }
        }
    }
}

extension FunctionProfile {
    fileprivate func write(to writer: inout ByteWriter, _ pool: inout StringPool) {
        writer.u32(pool.index(of: name))
        writer.u64(hash)
        writer.u8(point.rawValue)
        writer.u32(pool.index(of: file))
        writer.u32(line)
        writer.count(sites.count)
        for site in sites {
            site.write(to: &writer, &pool)
        }
    }
}

extension SiteProfile {
    fileprivate func write(to writer: inout ByteWriter, _ pool: inout StringPool) {
        writer.u32(ordinal)
        writer.u8(kind.rawValue)
        writer.u32(pool.index(of: location.file))
        writer.u32(location.line)
        writer.u32(location.column)
        writer.u32(pool.index(of: calleeType))
        writer.u8(recorded ? 1 : 0)
        writer.u64(summary.total)
        writer.u64(summary.estimated)
        writer.u64(summary.samples)
        writer.u64(summary.floor)
        writer.u64(summary.order.pairs)
        writer.u64(summary.order.repeats)
        writer.count(summary.entries.count)
        for entry in summary.entries {
            writer.u32(pool.index(of: entry.target.name))
            writer.u32(pool.index(of: entry.target.object))
            writer.u32(pool.index(of: entry.target.vtable))
            writer.u32(entry.target.vtableOffset)
            writer.u64(entry.count)
            writer.u64(entry.error)
        }
    }
}
