internal import Foundation

/// Signals that end a session from outside, such as Ctrl-C while an input runs: they end it, but what
/// was typed is saved. What inputs install counts instead.
enum Interruption {
    // Set once, before any signal is handled.
    nonisolated(unsafe) private static var note: (text: UnsafeMutablePointer<CChar>, length: Int)?

    static func announce(_ text: String) {
        guard note == nil, let copy = strdup(text) else { return }
        note = (copy, strlen(copy))
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                if let note = Interruption.note { _ = write(STDERR_FILENO, note.text, note.length) }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }
}
