import Devirt
import Glibc
import Reoptimization

/// What a file of a program to run is, by its content; sources by their names.
enum ProgramInput {
    case source, module, object, staticLibrary, sharedLibrary

    /// - Throws: a failure for what is no usable file.
    init(_ path: String) throws(CommandFailure) {
        self = .module
        if path == "-" { return }
        var status = stat()
        let isReadable = stat(path, &status) == 0 && access(path, R_OK) == 0
        guard isReadable else {
            let cause = String(cString: strerror(errno))
            throw CommandFailure("\(path): cannot read: \(cause); check its name and permissions")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure("\(path): is a directory; give the files in it")
        }
        if SourceCompiler.isSource(path) {
            self = .source
            return
        }
        // A pipe can be read only once.
        guard status.st_mode & S_IFMT == S_IFREG else { return }
        guard status.st_size > 0 else {
            throw CommandFailure("\(path): is empty; compile or copy it again")
        }
        try self.init(magic: Self.start(of: path), path: path)
    }

    private init(magic: [UInt8], path: String) throws(CommandFailure) {
        self = .module
        // The type of an ELF file is at byte 16, little-endian.
        let elf: UInt8? =
            magic.starts(with: [0x7F] + "ELF".utf8) && magic.count > 16
            ? magic[16] : nil
        switch elf {
        case 1: self = .object
        case 3: self = .sharedLibrary
        case nil where magic.starts(with: "!<arch>\n".utf8): self = .staticLibrary
        case nil where magic.starts(with: "!<thin>\n".utf8):
            throw CommandFailure("\(path): is a thin archive; make it with 'ar rc' without T")
        case nil:
            let endings = [".a", ".so", ".o"]
            guard let ending = endings.first(where: path.hasSuffix) else { return }
            let kind = ending == ".a" ? "an archive" : "an ELF file"
            // Bitcode under an object's name is what clang -flto makes.
            if ending == ".o", magic.starts(with: "BC".utf8) { return }
            throw CommandFailure("\(path): is not \(kind); build it again, or rename it")
        default:
            throw CommandFailure("\(path): is a program; give its sources, bitcode or objects")
        }
    }

    private static func start(of path: String) -> [UInt8] {
        guard let file = fopen(path, "re") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
