internal import LLVM

/// What programs in Swift need beside their modules.
extension ReoptimizingJIT {
    /// The libraries that Swift modules ask to be linked with, such as `swiftCore`, in their order.
    public var wantedLibraries: [String] {
        engine.linkOptions.withLock { $0 }.filter { $0.hasPrefix("-l") }.map {
            String($0.dropFirst(2))
        }
    }

    /// Runs `body` while a Swift program sees `arguments` as its command line: the runtime would
    /// read that of the process.
    func withCommandLine<R>(
        _ arguments: [String],
        _ vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ body: () -> R
    ) -> R {
        guard wantedLibraries.contains("swiftCore") else { return body() }
        let count = Int32(arguments.count)
        if let shared = SharedCommandLine(session) {
            let before = (CommandLine.arguments, CommandLine.argc, CommandLine.unsafeArgv)
            shared.set(arguments, count, vector)
            defer { shared.set(before.0, before.1, before.2) }
            return body()
        }
        // A runtime of the program's own has not looked yet.
        if let address = session.address(of: "_swift_stdlib_overrideUnsafeArgvArgc") {
            unsafeBitCast(UInt(address), to: Override.self)(vector, count)
        }
        return body()
    }

    private typealias Override =
        @convention(c) (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, Int32) -> Void
}

/// `CommandLine` of a runtime that the program shares with this process, which may have looked
/// before. Its setters can no longer be named in source code; they take one word each, as C
/// functions do.
private struct SharedCommandLine {
    typealias Vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    private let arguments, count, vector: UInt

    /// nil if the program has a runtime of its own.
    init?(_ session: ExecutionSession) {
        let own = UInt64(unsafeBitCast(CommandLine.self as Any.Type, to: UInt.self))
        guard session.address(of: "$ss11CommandLineON") == own,
            let arguments = session.address(of: "$ss11CommandLineO9argumentsSaySSGvsZ"),
            let count = session.address(of: "$ss11CommandLineO5_argcs5Int32VvsZ"),
            let vector = session.address(of: "$ss11CommandLineO11_unsafeArgvSpySpys4Int8VGSgGvsZ")
        else { return nil }
        (self.arguments, self.count, self.vector) = (UInt(arguments), UInt(count), UInt(vector))
    }

    func set(_ arguments: [String], _ count: Int32, _ vector: Vector) {
        // The setter takes its reference over.
        let place = UnsafeMutablePointer<[String]>.allocate(capacity: 1)
        place.initialize(to: arguments)
        let word = UnsafeRawPointer(place).load(as: UInt.self)
        place.deallocate()
        unsafeBitCast(self.arguments, to: (@convention(c) (UInt) -> Void).self)(word)
        unsafeBitCast(self.count, to: (@convention(c) (Int32) -> Void).self)(count)
        unsafeBitCast(self.vector, to: (@convention(c) (Vector) -> Void).self)(vector)
    }
}
