import ArgumentParser
import Devirt

/// `devirt import`
struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a profile of clang -fprofile-generate.",
        discussion: """
            Takes the targets of indirect calls from an indexed profile (.profdata), and finds the \
            calls in the module that the profiled program was compiled from, for 'devirt \
            optimize': clang -O2 -Xclang -disable-llvm-passes -emit-llvm, with the options of the \
            profiled build. Without a module the profile can be looked at, but not used.
            """)

    @Argument(help: "The profile; '-' is standard input.", completion: .file())
    var profile: String

    @Argument(help: "The program's bitcode or textual IR.", completion: .file())
    var module: String?

    @OptionGroup var output: OutputOptions

    @Option(help: "Where in the pipeline 'devirt optimize' will use the profile.")
    var point = PointArgument.asIs

    @Flag(help: "Level of the pipeline that was profiled.")
    var level = LevelFlag.O2

    func validate() throws {
        if profile == "-", module == "-" {
            throw ValidationError("Only one of the profile and the module can be standard input.")
        }
    }

    func run() throws {
        try output.file.refuseOverwriting([profile] + (module.map { [$0] } ?? []))
        let result = try read(try functions())
        let totals = result.profile.totals
        try output.file.write(ProfileWriter.encode(result.profile))
        let changed =
            result.changed == 0
            ? "" : "; \(count(result.changed, "function")) changed since, or was compiled otherwise"
        Terminal.standardError.done(
            "imported \(grouped(totals.calledSites)) of \(count(totals.sites, "call site")) with "
                + "\(grouped(totals.calls)) calls, \(count(result.functions, "function"))\(changed)",
            next: output.file.isStandardOutput
                ? nil : "devirt report \(output.word)\(module.map { " " + shellQuoted($0) } ?? "")")
    }

    private func functions() throws(CommandFailure) -> [IndexedFunction] {
        let bytes = try reportingErrors { () throws(ProfileError) in
            try FileBytes.read(path: profile)
        }
        do throws(LLVMError) {
            return try IndexedProfile.read(bytes, name: profile)
        } catch {
            throw CommandFailure(
                "\(error.description); give what 'llvm-profdata-22 merge' makes")
        }
    }

    private func read(_ functions: [IndexedFunction]) throws(CommandFailure) -> ProfileImport {
        guard let path = module else { return ProfileImport(functions) }
        let context = Context()
        let module = try readModule(path, in: context)
        let machine = try machine(for: module.reference, level: level.level)
        return try reportingErrors { () throws(DevirtualizationError) in
            try ProfileImport(
                functions, named: profile, for: module.reference, at: point.point,
                level: level.level, machine: machine)
        }
    }
}
