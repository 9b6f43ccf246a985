import Devirt

/// Reads a module for a verb; `-` is standard input.
func readModule(_ path: String, in context: borrowing Context) throws(CommandFailure) -> Module {
    do throws(LLVMError) {
        return try Module(contentsOf: path, in: context)
    } catch {
        let advice =
            switch error {
            case .unreadable: "check its name and permissions"
            case .malformed(_, _, _, let message) where message.contains("compile it with"): ""
            default: "give bitcode or textual IR, such as 'clang++-22 -O2 -g -emit-llvm -c' makes"
            }
        throw CommandFailure(error.description + (advice.isEmpty ? "" : "; \(advice)"))
    }
}

/// Reads a profile for a verb; problems that leave the rest usable become warnings.
func readProfile(_ path: String, strict: Bool = false) throws(CommandFailure) -> Profile {
    do throws(ProfileError) {
        let (profile, problems) = try ProfileReader.read(path: path, strict: strict)
        warn(about: problems)
        return profile
    } catch { throw CommandFailure(error.description) }
}

/// One line for each file with problems: the first, and how many more.
func warn(about problems: [ProfileProblem]) {
    var files: [String] = []
    var byFile: [String: [ProfileProblem]] = [:]
    for problem in problems {
        if byFile[problem.file] == nil { files.append(problem.file) }
        byFile[problem.file, default: []].append(problem)
    }
    for file in files {
        guard let list = byFile[file], let first = list.first else { continue }
        let more = list.count > 1 ? " and \(list.count - 1) more" : ""
        Terminal.standardError.warning("\(first)\(more); the rest of the file is used")
    }
}

/// The target machine of a module.
func machine(
    for module: ModuleReference, level: OptimizationLevel
) throws(CommandFailure) -> TargetMachine {
    do throws(LLVMError) {
        return try TargetMachine(triple: module.targetTriple, level: level)
    } catch { throw CommandFailure("\(module.identifier): \(error.description)") }
}

/// The bytes of a module in the form the output's name asks for: text for `.ll`, else bitcode.
func contents(of module: ModuleReference, for path: String, asText: Bool) -> [UInt8] {
    asText || path.hasSuffix(".ll") ? Array(module.description.utf8) : module.bitcode()
}
