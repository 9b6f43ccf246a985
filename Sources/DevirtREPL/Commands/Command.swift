/// What is typed behind `%`.
enum Command: Equatable {
    case help, quit
    case undo(Int)
    case load(String)
    case library(String)
    case save(String)
    case events(EventLog.Detail)
    case sites(String?)
    case tier(String)
    case ir(String)
    case assembly(String)
    case time(String)

    static let summary = """
        %help             this list
        %quit             end the session
        %undo [n]         take back the last input, or the last n
        %load <file>      run the inputs in a file
        %lib <path>       make the symbols of a shared or static library known
        %save <file>      write the inputs of this session to a file
        %events [on|off|all]
                          show re-optimizations as they happen; all: first code, too
        %sites [f]        call sites, where they led, and what was decided
        %tier <f>         which code of a function runs, and which did before
        %ir <f>           LLVM IR of a function, now and before
        %asm <f>          assembly of a function, now and before
        %time <expr>      time an expression again and again until it is warm
        A function is given as f, ns::f or f(int). An input ends with its line, unless brackets
        are open, or the line ends with an operator or a backslash.
        """

    /// - Throws: `REPLError.usage`.
    init(_ line: String) throws(REPLError) {
        let words = line.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
        let name = words.first.map(String.init) ?? ""
        var rest = words.count > 1 ? String(words[1]) : ""
        while rest.last?.isWhitespace == true { rest.removeLast() }
        func required(_ what: String) throws(REPLError) -> String {
            if rest.isEmpty { throw .usage("%\(name) needs \(what)") }
            return rest
        }
        switch name {
        case "help": self = .help
        case "quit", "exit": self = .quit
        case "undo":
            guard let count = rest.isEmpty ? 1 : Int(rest), count > 0 else {
                throw .usage("%undo takes how many inputs to take back, not '\(rest)'")
            }
            self = .undo(count)
        case "load": self = .load(try required("a file"))
        case "lib": self = .library(try required("the path of a library"))
        case "save": self = .save(try required("a file"))
        case "events":
            guard let detail = EventLog.Detail(rawValue: rest.isEmpty ? "on" : rest) else {
                throw .usage("%events takes on, off or all, not '\(rest)'")
            }
            self = .events(detail)
        case "sites": self = .sites(rest.isEmpty ? nil : rest)
        case "tier": self = .tier(try required("a function"))
        case "ir": self = .ir(try required("a function"))
        case "asm": self = .assembly(try required("a function"))
        case "time":
            let text = try required("an expression")
            self = .time(text.hasSuffix(";") ? String(text.dropLast()) : text)
        default: throw .usage("unknown command %\(name); %help lists all")
        }
    }
}
