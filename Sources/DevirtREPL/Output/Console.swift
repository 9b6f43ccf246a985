internal import Foundation
internal import Reporting

/// Where a session writes: results to standard output, talk and errors to standard error, in order
/// with what inputs print.
struct Console: Sendable {
    let style: TextStyle

    func show(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Writes from any thread, whatever input is being read meanwhile.
    func event(_ text: String) { write(text + "\n", to: STDERR_FILENO, flushes: false) }

    func error(_ text: String) { note(style.red("error:") + " " + text) }

    /// Writes at once: inputs may end the process.
    private func write(_ text: String, to descriptor: Int32, flushes: Bool = true) {
        if flushes { fflush(nil) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
