import Devirt
import Glibc

/// Collects the bodies that instrumented programs keep, for the profile that is made of them.
struct BodyCollector {
    private var records: [BodyRecord] = []

    /// Takes the bodies of an input.
    ///
    /// - Returns: true if the input is a program, and so no profile.
    mutating func add(_ path: String) throws(CommandFailure) -> Bool {
        // Merged profiles bring what is beside them.
        if let bytes = try? FileBytes.read(path: BodyArchive.path(for: path)),
            let archive = BodyArchive(bytes)
        {
            records += archive.records
        }
        guard path != "-", Self.isELF(path) else { return false }
        let bytes: [UInt8]
        do throws(ProfileError) { bytes = try FileBytes.read(path: path) } catch {
            throw CommandFailure(error.description)
        }
        let found = ObjectFile.bodies(in: bytes)
        guard !found.isEmpty else {
            throw CommandFailure(
                "\(path): keeps no bodies; give a program that 'devirt c++ --devirt-generate' "
                    + "compiled, without -flto")
        }
        records += found
        return true
    }

    private static func isELF(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        // Reading a pipe would take its bytes away.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        var head = [UInt8](repeating: 0, count: 6)
        return read(descriptor, &head, 6) == 6 && ObjectFile.isELF(head)
    }

    /// Writes what the profile has use for; a file of an earlier profile goes.
    ///
    /// - Returns: how many functions that are.
    func write(
        for profile: Profile, beside output: OutputFile
    ) throws(CommandFailure) -> Int {
        guard !output.isStandardOutput else { return 0 }
        let path = BodyArchive.path(for: output.path)
        let archive = BodyArchive(records, for: profile)
        guard !archive.isEmpty else {
            if (try? FileBytes.read(path: path)).flatMap(BodyArchive.init) != nil { unlink(path) }
            return 0
        }
        try OutputFile(path).write(archive.encoded())
        return archive.functions
    }
}
