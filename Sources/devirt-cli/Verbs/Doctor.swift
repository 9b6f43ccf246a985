import ArgumentParser
import Devirt
import Dispatch
import Subprocess

/// `devirt doctor`
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what is installed, and say how to get what is missing.",
        discussion: "Exits with 1 if something that Devirt needs is missing.")

    @Option(help: "When to use colour.")
    var color = ColorChoice.auto

    func run() throws {
        let style = Terminal.standardOutput.style(color)
        var isComplete = true
        var lines = ["devirt \(DevirtVersion.current)"]
        func report(_ isThere: Bool, _ what: String, _ detail: String, isRequired: Bool = true) {
            let absent = isRequired ? style.red("missing") : style.yellow("none")
            let mark = isThere ? style.green("ok") : absent
            lines.append("  \(mark)  \(what): \(detail)")
            if !isThere && isRequired { isComplete = false }
        }

        report(
            LLVMVersion.linked.hasPrefix("\(LLVMVersion.major)."), "LLVM library",
            "version \(LLVMVersion.linked)")
        let toolchain = Toolchain()
        for part in Toolchain.programs {
            if let path = toolchain.path(of: part.name) {
                report(true, part.name, "\(path)\(Self.version(of: path).map { " (\($0))" } ?? "")")
            } else {
                report(
                    false, part.name, "\(part.purpose); apt-get install \(part.package)",
                    isRequired: part.isRequired)
            }
        }
        do throws(CommandFailure) {
            report(true, "runtime library", try toolchain.runtimeLibrary())
        } catch {
            report(false, "runtime library", error.message)
        }
        do throws(CommandFailure) {
            report(true, "pass plugin", try toolchain.passPlugin())
        } catch {
            report(false, "pass plugin", error.message)
        }
        do throws(CommandFailure) {
            report(true, "runtime headers", try toolchain.includeDirectory())
        } catch {
            report(false, "runtime headers", error.message, isRequired: false)
        }
        try OutputFile("-").write(lines.joined(separator: "\n") + "\n")
        if !isComplete { throw ExitCode(CommandFailure.Code.failure) }
    }

    /// The version number in the first lines of `program --version`.
    private static func version(of program: String) -> String? {
        // The command is synchronous; this one question is not.
        let box = VersionBox()
        let ended = DispatchSemaphore(value: 0)
        Task.detached {
            box.text = try? await Subprocess.run(
                .path(.init(program)), arguments: ["--version"], output: .string(limit: 1 << 16),
                error: .discarded
            ).standardOutput
            ended.signal()
        }
        ended.wait()
        let words = (box.text ?? "").split { $0.isWhitespace || $0 == "," }
        guard let mark = words.firstIndex(where: { $0 == "version" || $0 == "LLD" }) else {
            return nil
        }
        return words[words.index(after: mark)...].first.map(String.init)
    }
}

/// Carries the answer out of the task; written before the semaphore is signalled, read after.
private final class VersionBox: @unchecked Sendable {
    var text: String?
}
