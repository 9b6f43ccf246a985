internal import CLLVM

extension ExecutionSession {
    /// Makes signals that say a program is broken print a report on standard error before they end
    /// the process; see `DevirtReportCrashes`. The session stays as long as the process.
    ///
    /// - Parameter program: its name in the report.
    public func reportCrashes(of program: String) {
        _ = Unmanaged.passRetained(self)
        DevirtReportCrashes(raw, program)
    }
}

/// Sets a line that follows each report of a crash.
public func setCrashNote(_ text: String) { DevirtSetCrashNote(text) }

/// What a thread runs.
public typealias ThreadStart =
    @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?

/// The system's `pthread_create`: thread, attributes, start and its argument.
public typealias ThreadCreator =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeRawPointer?, ThreadStart?, UnsafeMutableRawPointer?
    ) -> Int32

/// Creates a thread that can run out of its stack and still be reported; see `DevirtCreateThread`.
public func createReportingThread(
    _ create: ThreadCreator, _ thread: UnsafeMutableRawPointer?, _ attributes: UnsafeRawPointer?,
    _ start: ThreadStart?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    DevirtCreateThread(create, thread, attributes, start, argument)
}

/// Names the calling thread for the system, in at most 15 bytes; crash reports go by names.
public func nameThread(_ name: String) { DevirtNameThread(name) }
