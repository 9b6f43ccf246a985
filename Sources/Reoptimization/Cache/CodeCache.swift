internal import Foundation
internal import LLVM

/// Code of a former run that was not linked yet, by what it is for.
final class CodeCache: Sendable {
    /// Held while code is linked: what it calls comes first.
    let linking = NSLock()

    fileprivate struct Contents {
        /// Versions that calls lead to.
        var published: [ProgramFunction: CodeRecord] = [:]
        var continuations: [ProgramFunction: [CodeRecord]] = [:]
        /// Versions that only other versions call.
        var called: [CodeVersion.Key: CodeRecord] = [:]
        var batches: [CodeRecord?] = []
        var batchNumbers: [ProgramFunction: Int] = [:]
    }

    private let contents: Locked<Contents>
    /// What there was code for at the start.
    private let functions: Set<ProgramFunction>
    private let loops: Set<Loop>

    private struct Loop: Hashable {
        let function: ProgramFunction
        let loop: Int
    }

    init(_ records: [CodeRecord]) {
        var contents = Contents()
        var loops: Set<Loop> = []
        for record in records {
            if record.kind == .quick {
                for function in record.functions {
                    let key = ProgramFunction(slot: record.slot, index: function.index)
                    contents.batchNumbers[key] = contents.batches.count
                }
                contents.batches.append(record)
            } else if let loop = record.loop {
                loops.insert(Loop(function: record.function, loop: loop))
                contents.continuations[record.function, default: []].append(record)
            } else if record.isReachable {
                contents.published[record.function] = record
            } else {
                contents.called[record.key] = record
            }
        }
        functions = Set(contents.published.keys)
        self.loops = loops
        self.contents = Locked(contents)
    }

    /// True if there was optimized code of a function, or a continuation from a loop of it.
    func had(_ function: ProgramFunction, loop: Int? = nil) -> Bool {
        loop.map { loops.contains(Loop(function: function, loop: $0)) }
            ?? functions.contains(function)
    }

    /// True if the first call of a function need not compile.
    func has(_ function: ProgramFunction) -> Bool {
        contents.withLock { contents in
            contents.published[function] != nil || contents.hasQuick(function)
        }
    }

    /// True if the first call of a function may find optimized code.
    func hasOptimized(_ function: ProgramFunction) -> Bool {
        contents.withLock { $0.published[function] != nil }
    }

    /// Takes out the code that calls of a function lead to.
    func take(_ function: ProgramFunction) -> CodeRecord? {
        contents.withLock { $0.published.removeValue(forKey: function) }
    }

    /// Takes out a version that other code calls.
    func take(_ key: CodeVersion.Key) -> CodeRecord? {
        contents.withLock { contents in
            let function = ProgramFunction(slot: key.slot, index: key.function)
            if contents.published[function]?.version == key.version {
                return contents.published.removeValue(forKey: function)
            }
            return contents.called.removeValue(forKey: key)
        }
    }

    /// Takes out the continuations of a function.
    func takeContinuations(_ function: ProgramFunction) -> [CodeRecord] {
        contents.withLock { $0.continuations.removeValue(forKey: function) ?? [] }
    }

    /// Takes out the quick code of a function, and of those that are in one object with it.
    func takeQuick(_ function: ProgramFunction) -> CodeRecord? {
        contents.withLock { contents in
            guard let number = contents.batchNumbers[function] else { return nil }
            defer { contents.batches[number] = nil }
            return contents.batches[number]
        }
    }

    /// Forgets optimized code of a function, whose guards miss.
    func drop(_ function: ProgramFunction) {
        contents.withLock { contents in
            contents.published[function] = nil
            contents.continuations[function] = nil
        }
    }

    /// What was not taken.
    var rest: [CodeRecord] {
        contents.withLock { contents in
            contents.batches.compactMap(\.self) + contents.published.values
                + contents.continuations.values.flatMap(\.self) + contents.called.values
        }
    }
}

extension CodeCache.Contents {
    fileprivate func hasQuick(_ function: ProgramFunction) -> Bool {
        batchNumbers[function].map { batches[$0] != nil } ?? false
    }
}
