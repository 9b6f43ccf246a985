import ArgumentParser
import Devirt
import Glibc

/// When to use colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// One of the standard streams and what may be written to it.
struct Terminal {
    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)

    private let descriptor: Int32

    var isInteractive: Bool { isatty(descriptor) == 1 }

    func style(_ choice: ColorChoice = .auto) -> TextStyle {
        TextStyle(isColored: isColored(choice))
    }

    /// `--color` beats NO_COLOR, which beats FORCE_COLOR, which beats the terminal's kind.
    func isColored(_ choice: ColorChoice = .auto) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            if let value = environment("NO_COLOR"), !value.isEmpty { return false }
            if let value = environment("FORCE_COLOR"), !value.isEmpty, value != "0" { return true }
            return isInteractive && environment("TERM") != "dumb"
        }
    }

    /// Writes without buffering, so that messages keep their order and none is lost.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// `devirt: error: message`
    func failure(_ message: String) {
        write("devirt: \(style().red("error")): \(message)\n")
    }

    /// `devirt: warning: message`
    func warning(_ message: String) {
        write("devirt: \(style().yellow("warning")): \(message)\n")
    }

    /// What was done, and the command to type next.
    func done(_ message: String, next: String? = nil) {
        write("devirt: \(message)\n")
        if let next { self.next(next) }
    }

    /// The command to type next, ready to paste.
    func next(_ command: String) {
        write("next: \(style().bold(command))\n")
    }
}

/// A variable of the environment, or nil.
func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

/// A path as a shell word that no program takes for an option.
func shellPath(_ path: String) -> String {
    shellQuoted(path.hasPrefix("-") ? "./" + path : path)
}

/// A word as a shell reads it back.
func shellQuoted(_ word: String) -> String {
    let isPlain =
        !word.isEmpty
        && word.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "/._-+=:@%,".unicodeScalars.contains($0)
        }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
