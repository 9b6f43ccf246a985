/// The library for embedders: load bitcode, list call sites, apply a profile, read the decisions,
/// write bitcode.
///
///     import Devirt
///
///     let context = Context()
///     let module = try Module(contentsOf: "app.bc", in: context)
///     let profile = try ProfileReader.read(path: "app.devirt").profile
///     let machine = try TargetMachine(triple: module.reference.targetTriple, level: .default)
///     let report = try Optimizer(profile: profile, named: "app.devirt", options: .init())
///         .optimize(module.reference, machine: machine)
///     for decision in report.decisions { print(decision.site, decision.promoted.map(\.name)) }
///     let bitcode = module.reference.bitcode()
@_exported public import DevirtProfile
@_exported public import Devirtualization
@_exported public import LLVM
@_exported public import Reporting

/// The toolkit's own version.
public enum DevirtVersion {
    /// Semantic version of the library and the command.
    public static let current = "0.1.0"
}
