import Dispatch
import Glibc

/// Says on a terminal what is going on, once it takes more than a second.
struct Progress {
    /// Runs `body`; prints and updates `message` on standard error meanwhile if it takes long.
    static func during<R: ~Copyable, E: Error>(
        _ message: String, _ body: () throws(E) -> R
    ) throws(E) -> R {
        let terminal = Terminal.standardError
        guard terminal.isInteractive else { return try body() }
        let start = DispatchTime.now().uptimeNanoseconds
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "devirt.progress"))
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler {
            let seconds = (DispatchTime.now().uptimeNanoseconds - start) / 1_000_000_000
            terminal.write("\r\u{1B}[K\(message) (\(seconds) s)")
        }
        let ended = DispatchSemaphore(value: 0)
        timer.setCancelHandler { ended.signal() }
        timer.resume()
        defer {
            timer.cancel()
            ended.wait()
            terminal.write("\r\u{1B}[K")
        }
        return try body()
    }
}
