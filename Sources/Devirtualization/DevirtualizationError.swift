internal import LLVM

/// What can go wrong while a module is instrumented or optimized.
public enum DevirtualizationError: Error, Equatable, CustomStringConvertible {
    /// The module has recorders already.
    case alreadyInstrumented(module: String)
    /// The module is for a target that the runtime does not work on.
    case unsupportedTarget(module: String, triple: String)
    /// LLVM would compile the module wrongly, whatever is done to it.
    case brokenByLLVM(module: String, cause: String)
    /// No function of the profile is in the module.
    case profileDoesNotMatch(profile: String, module: String, functions: Int)
    /// A profile was taken at both points of the pipeline, or at another one than asked for.
    case mixedPoints(profile: String)
    /// `--only` named no site of the module.
    case unknownSite(String, module: String)
    /// A rewrite left invalid IR: a bug. The number is that of the rewrite (`--limit`).
    case brokenRewrite(number: Int, function: String)

    /// One line for a person: object, cause, next step.
    public var description: String {
        switch self {
        case .alreadyInstrumented(let module):
            "\(module): already instrumented; give the original file"
        case .unsupportedTarget(let module, let triple):
            "\(module): target '\(triple)' does not have pointers of 64 bits, which "
                + "recording needs; compile for a 64-bit target"
        case .brokenByLLVM(let module, let cause):
            "\(module): \(cause); leave this file to its own compiler"
        case .profileDoesNotMatch(let profile, let module, let functions):
            "\(profile): none of its \(functions) functions is in \(module); "
                + "use the profile of this program"
        case .mixedPoints(let profile):
            "\(profile): recorded partly before and partly inside the optimization pipeline; "
                + "merge only profiles of one kind (see 'devirt instrument --point')"
        case .unknownSite(let site, let module):
            "--only \(site): no such call site in \(module); 'devirt report --format json' lists their ids"
        case .brokenRewrite(let number, let function):
            "rewrite \(number) in \(function) made invalid IR; please report this, and use "
                + "--limit \(number - 1) meanwhile"
        }
    }
}

extension ModuleReference {
    /// - Throws: `brokenByLLVM` if LLVM's code generator would get the module wrong.
    func checkCompilable() throws(DevirtualizationError) {
        guard let cause = miscompilation else { return }
        throw .brokenByLLVM(module: identifier, cause: cause)
    }
}
