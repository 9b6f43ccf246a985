internal import CDevirtPass
internal import DevirtProfile
internal import Devirtualization
internal import LLVM

/// One pass over one module of a compiler.
struct PassRun {
    private let module: ModuleReference
    private let point: InstrumentationPoint
    private let options: PassOptions

    init(
        _ module: UnsafeMutableRawPointer, at point: DevirtPassPoint, options: DevirtPassOptions
    ) {
        self.module = ModuleReference(borrowing: OpaquePointer(module))
        self.point = point == DevirtPassEarly ? .early : .asIs
        self.options = PassOptions(options)
    }

    /// Runs `body`; its failure becomes an error of the compiler.
    func reporting(_ body: () throws(PassFailure) -> Bool) -> Bool {
        do throws(PassFailure) { return try body() } catch {
            module.emitDiagnostic(.error, "devirt: \(error.message)")
            return false
        }
    }

    /// Keeps the module's bodies for other files, and what the profile knows its functions by:
    /// counters of other tools are going to change them.
    func keep() {
        embedBody()
        for function in module.functions where !function.isDeclaration {
            function.noteStructuralHash()
        }
    }

    /// Adds recorders. True if the module changed.
    func instrument() throws(PassFailure) -> Bool {
        let instrumenter = Instrumenter(options: try options.instrumentation(at: point))
        embedBody()
        defer { for function in module.functions { function.forgetStructuralHash() } }
        do throws(DevirtualizationError) {
            _ = try instrumenter.instrument(module)
            return true
        } catch {
            // Compiled with recorders, and then linked with them by LTO.
            if case .alreadyInstrumented = error { return false }
            throw PassFailure(error.description)
        }
    }

    /// As other files may import it: without recorders.
    private func embedBody() {
        guard point == .early, !module.hasEmbeddedBytes, let body = body() else { return }
        module.embed(body.encoded(), section: BodyRecord.section)
    }

    /// Applies the profile. True if the module changed.
    func optimize() throws(PassFailure) -> Bool {
        let profile = try readProfile()
        let machine: TargetMachine
        do throws(LLVMError) {
            machine = try TargetMachine(triple: module.targetTriple, level: .default)
        } catch { throw PassFailure(error.description) }
        let optimizer = Optimizer(
            profile: profile, named: options.use, options: try options.optimization())
        do throws(DevirtualizationError) {
            _ = try optimizer.promote(
                module, at: point, isPart: point == .early, bodies: importer(), machine: machine)
            return true
        } catch {
            // One file of many, in which nothing ran.
            if case .profileDoesNotMatch = error { return false }
            throw PassFailure(error.description)
        }
    }

    /// What other files need to import functions of this one; nil: it is not known well enough.
    private func body() -> BodyRecord? {
        guard let list = options.dependencies, let compilation = options.compilation,
            let sources = CompiledFiles.all(of: module, list: list)
        else { return nil }
        let definitions = module.functions.compactMap { function -> BodyRecord.Definition? in
            guard !function.isDeclaration else { return nil }
            switch function.linkage {
            case .external: return .init(name: function.name, kind: .strong)
            case .weakODR, .linkOnceODR: return .init(name: function.name, kind: .odr)
            case .internal, .private: return .init(name: function.profileName, kind: .local)
            default: return nil
            }
        }
        return BodyRecord(
            sources: sources, compilation: compilation, definitions: definitions,
            bitcode: module.strippedBitcode())
    }

    /// The bodies of other files; nil: there are none, or it is not known what this one is made of.
    private func importer() -> BodyImporter? {
        guard point == .early, let compilation = options.compilation,
            let bytes = try? FileBytes.read(path: BodyArchive.path(for: options.use)),
            let archive = BodyArchive(bytes), let list = options.dependencies,
            let sources = CompiledFiles.all(of: module, list: list)
        else { return nil }
        return BodyImporter(
            archive, own: sources, compilation: compilation, digest: CompiledFiles.digest(of:))
    }

    private func readProfile() throws(PassFailure) -> Profile {
        guard !options.use.isEmpty else {
            throw PassFailure("no profile: name it with -devirt-use=FILE")
        }
        do throws(ProfileError) {
            return try ProfileReader.read(path: options.use, strict: false).profile
        } catch { throw PassFailure(error.description) }
    }
}

/// What the user is told; becomes one line.
struct PassFailure: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
