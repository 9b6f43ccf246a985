/// Finds out where an input ends: lines are read until brackets are closed, and comments, strings and
/// conditionals have ended, and what begins like a statement has ended like one.
struct InputScanner {
    private enum State: Equatable {
        case code, blockComment
        case rawString(end: String)
    }

    private var state = State.code
    private var depth = 0
    /// Conditionals that are open: brackets before them, and whether their lines are left out.
    private var conditionals: [(depth: Int, isSkipped: Bool)] = []
    private var endsInBackslash = false
    /// The line is, or continues, a directive.
    private var isDirective = false
    private var firstWord = ""
    private var words: Set<String> = []
    /// The last characters that are neither space nor comment, at most two.
    private var tail = ""
    private var hasCode = false
    /// Whether a file is included.
    private(set) var includes = false

    /// Whether the lines so far need more.
    var isOpen: Bool {
        if endsInBackslash || state != .code || depth > 0 || !conditionals.isEmpty { return true }
        guard hasCode, !isDirective else { return false }
        if Self.isContinued(tail) { return true }
        let hasEnded = tail.hasSuffix(";") || tail.hasSuffix("}")
        switch firstWord {
        case "do": return !tail.hasSuffix(";") || !words.contains("while")
        case "try": return !hasEnded || !words.contains("catch")
        default: return Self.heads.contains(firstWord) && !hasEnded
        }
    }

    /// The state after all lines of a text.
    init(reading text: String = "") {
        if text.isEmpty { return }
        text.split(separator: "\n", omittingEmptySubsequences: false).forEach { read($0) }
    }

    /// Whether there is anything to compile.
    var isEmpty: Bool { !hasCode }

    /// Whether the next line, not read yet, belongs to what was read: for where it can be known.
    static func continues(_ line: some StringProtocol) -> Bool {
        let text = line.drop { $0 == " " || $0 == "\t" }
        if text.hasPrefix("{") { return true }
        return ["else", "catch"].contains { word in
            text.hasPrefix(word) && !(text.dropFirst(word.count).first.map(isWord) ?? false)
        }
    }

    private static let heads: Set<String> = [
        "template", "struct", "class", "union", "enum", "namespace", "if", "for", "while", "switch",
        "else",
    ]

    private static func isContinued(_ tail: String) -> Bool {
        if tail.hasSuffix("++") || tail.hasSuffix("--") { return false }
        return tail.last.map { ",=+-*/%&|^<?:".contains($0) } ?? false
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    /// Reads a line, without its newline.
    mutating func read(_ line: some StringProtocol) {
        var rest = Array(line)[...]
        let isContinuation = endsInBackslash
        endsInBackslash = rest.last == "\\"
        if endsInBackslash { rest.removeLast() }
        if !isContinuation, state == .code {
            isDirective = false
            let text = rest.drop { $0 == " " || $0 == "\t" }
            if text.first == "#" { readDirective(String(text.dropFirst())) }
        }
        while let character = rest.first {
            switch state {
            case .blockComment: skipComment(&rest)
            case .rawString(let end): skipRawString(&rest, end)
            case .code: readCode(&rest, character)
            }
        }
    }

    private mutating func readDirective(_ text: String) {
        isDirective = true
        hasCode = true
        let word = text.drop { $0 == " " || $0 == "\t" }.prefix(while: Self.isWord)
        if word.hasPrefix("include") || word == "import" { includes = true }
        if word.hasPrefix("if") {
            let condition = text.drop { $0 == " " || $0 == "\t" }.dropFirst(word.count)
            let isSkipped = word == "if" && condition.allSatisfy { "0 \t".contains($0) }
            conditionals.append((depth, isSkipped))
        } else if word.hasPrefix("el"), let last = conditionals.popLast() {
            // Each branch closes what it opens, or opens what the others do.
            depth = last.depth
            conditionals.append((depth, false))
        } else if word == "endif" {
            if let last = conditionals.popLast(), last.isSkipped { depth = last.depth }
        }
    }

    private mutating func readCode(_ rest: inout ArraySlice<Character>, _ character: Character) {
        if character == " " || character == "\t" || character == "\r" {
            rest.removeFirst()
        } else if rest.starts(with: ["/", "/"]) {
            rest = []
        } else if rest.starts(with: ["/", "*"]) {
            rest.removeFirst(2)
            state = .blockComment
        } else if Self.isWord(character) {
            readWord(&rest, isNumber: character.isNumber)
        } else if character == "\"" || character == "'" {
            skipText(&rest, character)
        } else {
            rest.removeFirst()
            // What a directive has is no code.
            guard !isDirective else { return }
            note(character)
            if "([{".contains(character) { depth += 1 }
            if ")]}".contains(character) { depth = max(depth - 1, 0) }
        }
    }

    private mutating func readWord(_ rest: inout ArraySlice<Character>, isNumber: Bool) {
        // 1'000 is a number.
        let word = String(rest.prefix { Self.isWord($0) || isNumber && ($0 == "'" || $0 == ".") })
        rest.removeFirst(word.count)
        if word.hasSuffix("R"), rest.first == "\"" {
            let delimiter = rest.dropFirst().prefix { $0 != "(" }
            rest.removeFirst(min(delimiter.count + 2, rest.count))
            state = .rawString(end: ")\(String(delimiter))\"")
        }
        guard !isDirective else { return }
        if !hasCode { firstWord = word }
        words.insert(word)
        word.suffix(2).forEach { note($0) }
    }

    private mutating func skipComment(_ rest: inout ArraySlice<Character>) {
        while !rest.isEmpty {
            if rest.starts(with: ["*", "/"]) {
                rest.removeFirst(2)
                state = .code
                return
            }
            rest.removeFirst()
        }
    }

    private mutating func skipRawString(_ rest: inout ArraySlice<Character>, _ end: String) {
        let end = Array(end)
        while !rest.isEmpty {
            if rest.starts(with: end) {
                rest.removeFirst(end.count)
                state = .code
                return
            }
            rest.removeFirst()
        }
    }

    private mutating func skipText(_ rest: inout ArraySlice<Character>, _ quote: Character) {
        note(quote)
        rest.removeFirst()
        while let character = rest.popFirst(), character != quote {
            if character == "\\" { _ = rest.popFirst() }
        }
    }

    private mutating func note(_ character: Character) {
        hasCode = true
        tail = String((tail + String(character)).suffix(2))
    }
}
