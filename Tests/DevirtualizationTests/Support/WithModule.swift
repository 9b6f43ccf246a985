import DevirtProfile
import LLVM
import Testing

@testable import Devirtualization

/// Parses `text` and calls `body` with the module, which lives until `body` returns.
@discardableResult
func withModule<R>(
    _ text: String, name: String = "test.ll", _ body: (ModuleReference) throws -> R
) throws -> R {
    let context = Context()
    let module = try Module(text: text, name: name, in: context)
    defer { withExtendedLifetime(module) {} }
    return try body(module.reference)
}

/// The sites of a module of text, function by function.
@discardableResult
func withSites<R>(_ text: String, _ body: ([FunctionSites]) throws -> R) throws -> R {
    try withModule(text) { try body(CallSiteFinder.sites(in: $0, at: .asIs)) }
}

/// `name` called this often.
func called(_ name: String, _ count: UInt64, error: UInt64 = 0) -> TargetCount {
    TargetCount(target: Target(name: name), count: count, error: error)
}

/// A summary of exact counts; the total is their sum unless given.
func summary(total: UInt64? = nil, _ entries: TargetCount...) -> SiteSummary {
    SiteSummary(total: total ?? entries.reduce(0) { $0 + $1.count }, entries: entries)
}

extension Profile {
    /// A profile of `module` as it is: what the sites called, by `function#ordinal`.
    init(of module: ModuleReference, _ summaries: [String: SiteSummary]) {
        let functions = CallSiteFinder.sites(in: module, at: .asIs).map { function in
            FunctionProfile(
                function.key, file: function.declaration.file, line: function.declaration.line,
                sites: function.sites.map { site in
                    SiteProfile(
                        site.identity, recorded: site.unrecordable == nil,
                        summary: summaries["\(function.key.name)#\(site.identity.ordinal)"]
                            ?? .empty)
                })
        }
        self.init(runs: 1, functions: functions)
    }
}

/// Plans the promotions of a module of text under a profile and a policy.
@discardableResult
func plan<R>(
    _ text: String, _ summaries: [String: SiteSummary],
    policy: PromotionPolicy = PromotionPolicy(), _ body: ([Decision]) throws -> R
) throws -> R {
    let machine = try TargetMachine(triple: "", level: .default)
    return try withModule(text) { module in
        let optimizer = Optimizer(
            profile: Profile(of: module, summaries), named: "p.devirt",
            options: OptimizationOptions(policy: policy))
        return try body(try optimizer.decide(module, machine: machine).decisions)
    }
}

extension Decision {
    /// The names of the promoted targets in the order of their guards.
    var guarded: [String] { promoted.map(\.name) }

    /// The refusal of a target, by name.
    func refusal(of name: String) -> Refusal? {
        guard case .refused(let reason) = targets.first(where: { $0.name == name })?.outcome else {
            return nil
        }
        return reason
    }
}

/// A function of no instructions but its return.
func leaf(_ name: String, _ attributes: String = "") -> String {
    "define void @\(name)() \(attributes) {\n  ret void\n}\n"
}

/// A function with this many indirect calls.
func caller(_ name: String, sites: Int = 1, _ attributes: String = "") -> String {
    "define void @\(name)(ptr %f) \(attributes) {\n"
        + String(repeating: "  call void %f()\n", count: sites) + "  ret void\n}\n"
}
