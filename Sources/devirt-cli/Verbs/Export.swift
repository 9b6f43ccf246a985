import ArgumentParser
import Devirt

/// `devirt export`
struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a profile in a format for other programs.")

    /// What other programs read.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case json, csv, profdata
    }

    @Argument(help: "A profile, merged or raw; '-' is standard input.", completion: .file())
    var profile: String

    @Argument(
        help: "For profdata: the module that was given to 'devirt instrument'.",
        completion: .file())
    var module: String?

    @Option(
        help: """
            json: everything, nested; csv: a row per site and target; profdata: targets in LLVM's \
            format, to be merged into a profile of clang -fprofile-generate.
            """)
    var format = Format.json

    @Flag(help: "For profdata: level of the pipeline that will use it.")
    var level = LevelFlag.O2

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"))
    var output = "-"

    @Flag(help: "Fail if any part of the profile is damaged.")
    var strict = false

    func validate() throws {
        guard (format == .profdata) == (module != nil) else {
            throw ValidationError(
                format == .profdata
                    ? "--format profdata needs the module: its functions are known by LLVM's hashes."
                    : "Only --format profdata takes a module.")
        }
        if profile == "-", module == "-" {
            throw ValidationError("Only one of the profile and the module can be standard input.")
        }
    }

    func run() throws {
        let file = OutputFile(output)
        try file.refuseOverwriting([profile] + (module.map { [$0] } ?? []))
        let profile = try readProfile(self.profile, strict: strict)
        switch format {
        case .json: try file.write(JSONExport.text(profile))
        case .csv: try file.write(CSVExport.text(profile))
        case .profdata: try file.write(indexed(profile, for: module ?? "-"))
        }
    }

    private func indexed(_ profile: Profile, for path: String) throws(CommandFailure) -> [UInt8] {
        let context = Context()
        let module = try readModule(path, in: context)
        let machine = try machine(for: module.reference, level: level.level)
        let export = try reportingErrors { () throws(DevirtualizationError) in
            try ProfileExport(
                profile, named: self.profile, for: module.reference, level: level.level,
                machine: machine)
        }
        let calls = export.match.profileCalls
        let found = export.match.matchedCalls
        if found < calls {
            Terminal.standardError.warning(
                "\(self.profile): \(grouped(found)) of \(grouped(calls)) calls are of sites in \(path)"
            )
        }
        return IndexedProfile.write(export.functions)
    }
}
