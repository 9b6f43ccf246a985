/// Where lines come from.
protocol LineSource {
    /// The next line without its newline.
    mutating func next(isContinued: Bool) -> Line
    /// The line after that, where it can be known already.
    mutating func peek() -> String?
}

/// What a source of lines gives.
enum Line: Equatable {
    case text(String)
    /// What was typed so far is given up.
    case interrupted
    case end
}

/// Lines of a file or a pipe, which are all known.
struct TextLines: LineSource {
    private var rest: ArraySlice<String>

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        rest = lines[...]
    }

    mutating func next(isContinued: Bool) -> Line { rest.popFirst().map(Line.text) ?? .end }

    mutating func peek() -> String? {
        rest.first { !$0.allSatisfy(\.isWhitespace) }
    }
}

/// Puts lines together to inputs.
struct InputReader<Source: LineSource> {
    var source: Source

    /// What a source holds.
    enum Input: Equatable {
        case command(String)
        case code(String)
        case interrupted
        case end
    }

    init(_ source: Source) { self.source = source }

    /// The next input. At the end of the lines it may be incomplete.
    mutating func next() -> Input {
        var scanner = InputScanner()
        var text = ""
        while true {
            switch source.next(isContinued: !text.isEmpty) {
            case .interrupted: return .interrupted
            case .end: return scanner.isEmpty ? .end : .code(text)
            case .text(let line):
                if scanner.isEmpty, !scanner.isOpen, line.drop(while: \.isWhitespace).first == "%" {
                    return .command(String(line.drop(while: \.isWhitespace)))
                }
                scanner.read(line)
                text += text.isEmpty ? line : "\n" + line
                if scanner.isOpen { continue }
                if scanner.isEmpty {
                    // Comments alone.
                    text = ""
                    continue
                }
                if let following = source.peek(), InputScanner.continues(following) { continue }
                return .code(text)
            }
        }
    }
}
