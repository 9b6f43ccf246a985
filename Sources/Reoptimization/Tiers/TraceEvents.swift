internal import Foundation

/// Events as trace-event JSON, which Perfetto and chrome://tracing open.
///
/// Compilations are complete events ("X") with a duration, requests and failures instants ("i").
/// Format: "Trace Event Format", the Chromium project's document.
public enum TraceEvents {
    /// The file's contents. Events in any order; times in the file are microseconds.
    public static func json(_ events: [JITEvent]) -> String {
        let rows = events.map { event in
            Row(
                name: event.function, cat: event.kind.rawValue,
                ph: event.duration > 0 ? "X" : "i", ts: event.start * 1e6,
                dur: event.duration > 0 ? event.duration * 1e6 : nil, pid: 1,
                // One lane for the program's own threads, one for the optimizers.
                tid: event.version == 0 && ![.matched, .ahead].contains(event.kind) ? 1 : 2,
                args: Row.Arguments(
                    version: event.version, functions: event.functionCount, loop: event.loop,
                    codeBytes: event.codeBytes, cause: event.cause))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // The rows hold nothing that JSON cannot express.
        guard let data = try? encoder.encode(File(traceEvents: rows)) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private struct File: Encodable {
        let displayTimeUnit = "ms"
        let traceEvents: [Row]
    }

    private struct Row: Encodable {
        struct Arguments: Encodable {
            let version: Int
            let functions: Int
            let loop: Int?
            let codeBytes: Int
            let cause: String?
        }

        let name: String
        let cat: String
        let ph: String
        let ts: Double
        let dur: Double?
        let pid: Int
        let tid: Int
        let args: Arguments
    }
}
