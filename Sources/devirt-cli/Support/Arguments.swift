public import ArgumentParser
public import Devirt

/// An output option shared by the verbs that write a module or profile.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where to write; '-' is standard output.", valueName: "file"),
        completion: .file())
    var output: String

    var file: OutputFile { OutputFile(output) }

    /// A shell word for the program linked from this output: the name without `.bc`.
    func programName(or fallback: String) -> String {
        shellPath(output.hasSuffix(".bc") ? String(output.dropLast(3)) : fallback)
    }

    /// A shell word for this output.
    var word: String { shellPath(output) }
}

/// `-O0` to `-O3`.
enum LevelFlag: String, EnumerableFlag {
    case O0, O1, O2, O3

    static func name(for value: LevelFlag) -> NameSpecification {
        .customLong(value.rawValue, withSingleDash: true)
    }

    static func help(for value: LevelFlag) -> ArgumentHelp? {
        switch value {
        case .O0: "Run the pipeline of clang -O0; -O1, -O2 (default) and -O3 likewise."
        default: ArgumentHelp(visibility: .private)
        }
    }

    var level: OptimizationLevel {
        switch self {
        case .O0: .none
        case .O1: .less
        case .O2: .default
        case .O3: .aggressive
        }
    }
}

extension InstrumentationOptions.Record: ExpressibleByArgument {}
extension OptimizationOptions.Emission: ExpressibleByArgument {}

/// `--mode`
enum ModeArgument: String, ExpressibleByArgument, CaseIterable {
    case sampled, exact

    var mode: InstrumentationOptions.Mode {
        switch self {
        case .sampled: .sampled
        case .exact: .exact
        }
    }
}

/// `--point`
enum PointArgument: String, ExpressibleByArgument, CaseIterable {
    case asIs = "as-is"
    case early

    var point: InstrumentationPoint {
        switch self {
        case .asIs: .asIs
        case .early: .early
        }
    }
}

extension CallSiteID: ExpressibleByArgument {
    /// `function#ordinal`
    public init?(argument: String) { self.init(argument) }
}
