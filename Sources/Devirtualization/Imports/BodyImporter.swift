public import DevirtProfile
internal import LLVM

/// Brings the bodies of hot targets that other files of a program define into a module.
///
/// Before, the target of a hot call is declared at most:
///
///     %result = call i32 %callee(ptr %object)          ; profile: 99% @target, of another file
///
/// After, it has a body like any other, for inlining only, and can be promoted like any other:
///
///     define available_externally i32 @target(ptr) "devirt-imported" { ... }
///
/// Legal because guards compare with a name that the target has only if its file is compiled to the
/// same body; see `ImportedName`. What the body refers to is either in the program, because the
/// target is, or copied with it; see `DevirtImportBody`. A program without the target links all the
/// same.
public struct BodyImporter {
    private let archive: BodyArchive
    private let own: [BodyRecord.Source]
    private let compilation: UInt64
    private let digest: (String) -> UInt64?

    /// Targets of at most so many instructions, together at most so many.
    private static let largest = 400
    private static let totalSize = 4000
    /// A target may itself have a hot target, and so on.
    private static let depth = 3

    /// - Parameters:
    ///   - archive: bodies that were kept when the program was instrumented.
    ///   - own: what the module is compiled from, the file itself first.
    ///   - compilation: identifies the options it is compiled with.
    ///   - digest: of the contents that a file has now; nil: it cannot be read.
    public init(
        _ archive: BodyArchive, own: [BodyRecord.Source], compilation: UInt64,
        digest: @escaping (String) -> UInt64?
    ) {
        self.archive = archive
        self.own = own
        self.compilation = compilation
        self.digest = digest
    }

    /// To be called when promotion is done: what other files import gets its name for their guards.
    func finish(_ module: ModuleReference) {
        module.weakenImports()
        guard let path = own.first?.path,
            let record = archive.record(of: path, compilation: compilation)
        else { return }
        let identity = BodyRecord.identity(sources: own, compilation: compilation)
        for definition in record.definitions where definition.kind != .odr {
            let name = ImportedName(definition, identity: identity)
            guard let function = module.function(named: name.local), !function.isDeclaration,
                function.profileName == definition.name, !function.linkage.isInterposable
            else { continue }
            function.addHiddenAlias(named: name.exported)
        }
    }

    /// Imports what calls of `module` lead to, the hottest first. O(size of the module).
    ///
    /// - Returns: the functions, and why others are none.
    func importTargets(
        into module: ModuleReference, at point: InstrumentationPoint, profile: Profile,
        policy: PromotionPolicy
    ) -> Imports {
        var result = Imports()
        let context = Context(of: module)
        // Inline functions are alike in all files, as long as the options are.
        let hasODR = own.first.map {
            archive.record(of: $0.path, compilation: compilation) != nil
        }
        let store = BodyStore(archive, withODR: hasODR ?? false, digest: digest)
        var matcher = ProfileMatcher(profile, isPart: true)
        var visited: Set<Function> = []
        var seen: Set<String> = []
        var size = 0
        for _ in 0..<Self.depth {
            // Later, what was imported, and the inline functions that came along.
            let callers = CallSiteFinder.sites(in: module, at: point)
                .filter { visited.insert($0.function).inserted }
            for name in targets(of: callers, matcher: &matcher, policy: policy)
            where seen.insert(name).inserted {
                guard module.definition(calledInProfile: name) == nil,
                    let found = store.body(of: name, in: context)
                else { continue }
                let body: Function
                switch found {
                case .success(let function): body = function
                case .failure(let reason):
                    result.refusals[name] = reason.rawValue
                    continue
                }
                let count = body.instructionCount
                guard count <= Self.largest, size + count <= Self.totalSize else {
                    result.refusals[name] =
                        count <= Self.largest
                        ? "enough is imported" : "\(count) instructions are too many"
                    continue
                }
                if let reason = module.importBody(of: body) {
                    result.refusals[name] = reason
                    continue
                }
                guard let function = module.function(named: body.name) else { continue }
                function.profileName = name
                result.functions[name] = function
                size += function.instructionCount
            }
        }
        return result
    }

    /// The names of functions that hot calls led to, most calls first.
    private func targets(
        of functions: [FunctionSites], matcher: inout ProfileMatcher, policy: PromotionPolicy
    ) -> [String] {
        var calls: [String: UInt64] = [:]
        for function in functions {
            for (site, found) in zip(function.sites, matcher.match(function)) {
                guard site.unpromotable == nil, let summary = found.profile?.summary,
                    summary.total > 0,
                    matcher.hotterShare(than: summary.total) ?? 1 <= policy.hotShare
                else { continue }
                // Those of other shared objects cannot be named.
                for called in summary.calledFunctions
                where called.object == nil && !called.isUnknown
                    && Double(called.lower) >= policy.minimumShare * Double(summary.total)
                {
                    calls[called.name, default: 0] =
                        (calls[called.name] ?? 0).addingSaturated(called.lower)
                }
            }
        }
        return calls.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }
}

/// What came of importing.
struct Imports {
    /// Bodies of other files, by the names that the profile has for them.
    var functions: [String: Function] = [:]
    /// Why there is none, by the same names.
    var refusals: [String: String] = [:]
}

/// The modules of an archive that were read so far.
private final class BodyStore {
    private let archive: BodyArchive
    private let withODR: Bool
    private let digest: (String) -> UInt64?
    private var modules: [Int: LoadedModule?] = [:]
    private var digests: [String: UInt64?] = [:]

    /// Classes, because owners of modules cannot be copied.
    private final class LoadedModule {
        let module: Module
        /// All files it was compiled from are there, as they were.
        let isCertain: Bool

        init(_ module: consuming Module, isCertain: Bool) {
            self.module = module
            self.isCertain = isCertain
        }
    }

    init(_ archive: BodyArchive, withODR: Bool, digest: @escaping (String) -> UInt64?) {
        self.archive = archive
        self.withODR = withODR
        self.digest = digest
    }

    /// Why a body that is there cannot be had.
    enum Outdated: String, Error {
        case files = "its files changed since training"
        case options = "it is inline, and the options of this file are not those of training"
    }

    /// The body of a function, ready to be imported; nil: there is none.
    func body(
        of name: String, in context: borrowing Context
    ) -> Result<Function, Outdated>? {
        guard let owner = archive.owner(of: name),
            let definition = archive.records[owner].definitions.first(where: { $0.name == name }),
            !archive.records[owner].bitcode.isEmpty
        else { return nil }
        guard definition.kind != .odr || withODR else { return .failure(.options) }
        if modules[owner] == nil { modules[owner] = .some(load(owner, in: context)) }
        let name = ImportedName(definition, identity: archive.records[owner].identity)
        guard let module = modules[owner] ?? nil,
            definition.kind != .odr || module.isCertain,
            let function = module.module.reference.function(named: name.exported),
            (try? function.materialize()) != nil, !function.isDeclaration
        else { return .failure(.files) }
        return .success(function)
    }

    private func load(_ owner: Int, in context: borrowing Context) -> LoadedModule? {
        let record = archive.records[owner]
        // Generated headers may be gone with the directory of the other build: the name in the
        // guard decides.
        let now = record.sources.map { digest(of: $0.path) }
        guard zip(now, record.sources).allSatisfy({ $0 == nil || $0 == $1.digest }),
            let path = record.sources.first?.path,
            let bitcode = try? Bitcode(record.bitcode, name: path),
            let module = try? Module(reading: bitcode, in: context)
        else { return nil }
        let identity = record.identity
        for definition in record.definitions where definition.kind != .odr {
            let name = ImportedName(definition, identity: identity)
            module.reference.function(named: name.local)?.export(as: name.exported)
        }
        // Copies of static functions keep what their own calls did.
        for function in module.reference.functions where function.linkage.isLocal {
            function.profileName = function.profileName
        }
        module.reference.prepareForImport(suffix: ".devirt.\(owner)")
        return LoadedModule(module, isCertain: !now.contains(nil))
    }

    private func digest(of path: String) -> UInt64? {
        if let known = digests[path] { return known }
        let now = digest(path)
        digests[path] = .some(now)
        return now
    }
}

extension ModuleReference {
    /// The function that a profile knows by this name, if the module itself defines it.
    func definition(calledInProfile name: String) -> Function? {
        let prefix = sourceFileName + ";"
        let local = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        guard let function = function(named: local), function.profileName == name,
            !function.isDeclaration
        else { return nil }
        return function
    }
}
