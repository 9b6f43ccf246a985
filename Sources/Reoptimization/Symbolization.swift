internal import LLVM

extension ReoptimizingJIT {
    /// The function whose code is at `address`, such as `f(int) [v1]` for its first optimized
    /// version, and how far from its first byte. For reports of crashes and profilers.
    ///
    /// A return address is behind its call, which may be the last instruction of the function: look
    /// up the byte before. The address of a function is that of its stub, which has no name.
    public func symbol(at address: UInt64) -> (name: String, offset: UInt64)? {
        session.symbol(at: address).map { (readableSymbol($0.name), $0.offset) }
    }
}

extension ReoptimizingJIT {
    /// Makes signals that say a program is broken (SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP)
    /// print a short report with the program's stack on standard error; the process then ends by the
    /// signal. Handlers the program installs count instead.
    ///
    /// For processes that run one program: the handlers belong to the whole process, replace those
    /// of the Swift runtime, and keep the JIT alive.
    ///
    /// - Parameter program: its name in the report.
    public func reportCrashes(of program: String) { session.reportCrashes(of: program) }
}
