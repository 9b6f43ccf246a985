import Devirt

/// Reading profiles in tests that import no module with a clashing name.
enum Profiles {
    static func read(_ path: String) throws -> Profile {
        try ProfileReader.read(path: path, strict: true).profile
    }
}
