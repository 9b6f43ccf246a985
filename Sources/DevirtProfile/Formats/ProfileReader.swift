/// Reads profiles, raw or merged.
public enum ProfileReader {
    /// Reads a profile from a file; see `read(bytes:name:strict:)`.
    ///
    /// - Throws: also `ProfileError.unreadable`.
    public static func read(
        path: String, strict: Bool = false
    ) throws(ProfileError) -> (profile: Profile, problems: [ProfileProblem]) {
        try read(bytes: FileBytes.read(path: path), name: path, strict: strict)
    }

    /// Reads a profile.
    ///
    /// Every byte is taken as hostile. A raw file may hold several modules of the same processes;
    /// the runs of the result are those of the module with the most.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: how to call the file in messages.
    ///   - strict: fail at the first problem, instead of keeping every good section.
    /// - Returns: what could be used, and the problems with the rest.
    /// - Throws: `ProfileError` if nothing could be used, or, when strict, not everything.
    /// - Complexity: O(n log n) for n bytes; memory in proportion to the bytes.
    public static func read(
        bytes: [UInt8], name: String, strict: Bool = false
    ) throws(ProfileError) -> (profile: Profile, problems: [ProfileProblem]) {
        var names = LongNames()
        return try read(bytes: bytes, name: name, strict: strict, sharing: &names)
    }

    /// Reads a profile, and shares its long names with profiles read before.
    static func read(
        bytes: [UInt8], name: String, strict: Bool, sharing names: inout LongNames
    ) throws(ProfileError) -> (profile: Profile, problems: [ProfileProblem]) {
        var container = try ContainerReader(bytes, file: name)
        var content = Content()
        var problems: [ProfileProblem] = []
        while let step = container.next() {
            var found: ProfileProblem?
            switch step {
            case .problem(let problem):
                found = problem
            case .section(let tag, let offset, let payload):
                let reader = ByteReader(bytes, range: payload, version: container.version)
                if let cause = content.add(tag, container.kind, reader, &names) {
                    found = ProfileProblem(
                        file: name, section: tag.description, offset: offset, cause: cause)
                }
            }
            guard let found else {
                continue
            }
            guard !strict else {
                throw .damaged(found)
            }
            problems.append(found)
        }
        if container.kind == .merged, content.sections == 0, problems.isEmpty {
            let missing = ProfileProblem(
                file: name, offset: bytes.count, cause: .profileSections(0))
            throw strict ? .damaged(missing) : .nothingUsable(first: missing, count: 1)
        }
        if let first = problems.first, content.sections == 0 {
            throw .nothingUsable(first: first, count: problems.count)
        }
        var profile = content.profile
        profile.heat = content.heat ?? []
        return (profile, problems)
    }

    /// What the good sections of one file add up to.
    private struct Content {
        var profile = Profile()
        /// The hot functions, once they were read.
        var heat: [FunctionHeat]?
        /// The good sections that hold a profile or a part of one.
        var sections = 0
        private var processes: [UInt64: UInt32] = [:]

        /// Adds a section; returns what is wrong with it, if anything.
        mutating func add(
            _ tag: Container.Tag, _ kind: Container.Kind, _ reader: ByteReader,
            _ names: inout LongNames
        ) -> ProfileProblem.Cause? {
            var reader = reader
            do throws(MalformedPayload) {
                switch (kind, tag) {
                case (.raw, .module):
                    add(try RawModule(from: &reader, sharing: &names))
                case (.merged, .profile) where sections > 0:
                    sections += 1
                    return .profileSections(sections)
                case (.merged, .profile):
                    profile = try Profile(from: &reader, sharing: &names)
                    sections += 1
                case (.merged, .heat) where heat != nil:
                    throw reader.malformed("second section of hot functions", .outOfOrder)
                case (.merged, .heat):
                    heat = try HeatCoding.read(from: &reader, sharing: &names)
                default:
                    // From a newer Devirt, and not needed to understand the rest.
                    break
                }
                return nil
            } catch {
                return .malformed(error)
            }
        }

        /// Adds a module. Modules of one process count it once; a module that is there twice
        /// comes from different processes.
        private mutating func add(_ module: RawModule) {
            sections += 1
            profile.merge(module.profile)
            let sum = processes[module.signature, default: 0].addingSaturated(module.processes)
            processes[module.signature] = sum
            profile.runs = processes.values.max() ?? 0
        }
    }
}
