import DevirtProfile

/// A profile with every awkward name, for the golden outputs.
let exportedProfile = Profile(
    runs: 3,
    functions: [
        FunctionProfile(
            FunctionKey(name: "dir/a,b.c;say \"hi\"", hash: 255, point: .asIs),
            file: "dir/a,b.c", line: 4,
            sites: [
                SiteProfile(
                    ordinal: 0, kind: .virtualCall,
                    location: SourceLocation(file: "gr\u{FC}\u{DF}e.cpp", line: 12, column: 3),
                    calleeType: "i32 (ptr, i64)",
                    summary: SiteSummary(
                        total: .max, estimated: 1000, samples: 10, floor: 2,
                        order: TargetOrder(pairs: 5, repeats: 4),
                        entries: [
                            TargetCount(
                                target: Target(
                                    name: "two\r\nlines", object: "lib\\x.so", vtable: "_ZTV1A",
                                    vtableOffset: 16),
                                count: 900, error: 2),
                            TargetCount(
                                target: Target(name: "tab\t\u{1}\u{1F600}"), count: 100),
                        ])),
                SiteProfile(
                    ordinal: 1, kind: SiteKind(rawValue: 99), calleeType: "void ()",
                    recorded: false),
            ]),
        FunctionProfile(FunctionKey(name: "empty", hash: .max, point: .early), sites: []),
    ])
