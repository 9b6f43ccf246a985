internal import LLVM

/// What code there is, and what leads to it.
///
/// A version is *live* while a stub, a loop or the code of another version leads to it, then
/// *retired*: no thread can enter it any more, but may still be in it. The first code of functions
/// always lives, as functions may fall back to it.
final class CodeStore: Sendable {
    private struct Published {
        let version: Int
        let code: CodeVersion?
        /// Nothing known replaces it.
        let isFinal: Bool
    }

    private struct Contents {
        var versions: [CodeVersion.Key: CodeVersion] = [:]
        var published: [ProgramFunction: Published] = [:]
        var retired: [CodeVersion.Key: CodeVersion] = [:]
        var usage = CodeUsage()

        /// Looks whether something leads to a version still.
        mutating func check(_ code: CodeVersion) -> CodeVersion? {
            guard !code.isReachable, code.callers == 0, !code.units.isRemoved,
                retired.updateValue(code, forKey: code.key) == nil
            else { return nil }
            usage.live.remove(code)
            usage.retired.add(code)
            return code
        }
    }

    private let contents = Locked(Contents())

    var usage: CodeUsage { contents.withLock { $0.usage } }

    /// Counts the first code of functions.
    func addFirst(functions: Int, codeBytes: Int, memory: Int) {
        contents.withLock { contents in
            contents.usage.live.versions += functions
            contents.usage.live.bytes += codeBytes
            contents.usage.memory += memory
        }
    }

    func add(_ code: CodeVersion) {
        contents.withLock { contents in
            contents.versions[code.key] = code
            contents.usage.live.add(code)
            contents.usage.memory += code.memorySize
        }
    }

    /// Notes that calls lead to a version now, nil: to first code, unless they lead to a newer one.
    ///
    /// - Returns: what retired by that.
    func publish(
        _ code: CodeVersion?, function: Int, version: Int, slot: UInt32, isFinal: Bool
    ) -> CodeVersion? {
        contents.withLock { contents in
            let key = ProgramFunction(slot: slot, index: function)
            let old = contents.published[key]
            guard version > old?.version ?? 0 else {
                code?.isReachable = false
                return code.flatMap { contents.check($0) }
            }
            contents.published[key] = Published(version: version, code: code, isFinal: isFinal)
            old?.code?.isReachable = false
            return old?.code.flatMap { contents.check($0) }
        }
    }

    /// Notes that a loop does not lead to a continuation any more.
    ///
    /// - Returns: the code if it retired by that.
    func leave(_ key: CodeVersion.Key) -> CodeVersion? {
        contents.withLock { contents in
            guard let code = contents.versions[key] else { return nil }
            code.isReachable = false
            return contents.check(code)
        }
    }

    /// The code that other code may call for a function, past its stub; it stays until `release`.
    func bind(_ function: Int, slot: UInt32) -> CodeVersion? {
        contents.withLock { contents in
            guard let published = contents.published[ProgramFunction(slot: slot, index: function)],
                published.isFinal, let code = published.code
            else { return nil }
            code.callers += 1
            return code
        }
    }

    /// A version that code calls; it stays until `release`. Nil if it is not there, or retired.
    func bind(_ key: CodeVersion.Key) -> CodeVersion? {
        contents.withLock { contents in
            guard let code = contents.versions[key], contents.retired[key] == nil else {
                return nil
            }
            code.callers += 1
            return code
        }
    }

    /// What is kept of code that something leads to.
    var records: [CodeRecord] {
        contents.withLock { contents in
            contents.versions.values.filter { contents.retired[$0.key] == nil }.compactMap { code in
                guard var record = code.record else { return nil }
                record.isReachable = code.isReachable
                return record
            }
        }
    }

    /// Gives bound code back.
    ///
    /// - Returns: what retired by that.
    func release(_ codes: [CodeVersion]) -> [CodeVersion] {
        contents.withLock { contents in
            codes.compactMap { code in
                code.callers -= 1
                return contents.check(code)
            }
        }
    }

    /// Retired code that may be freed when no thread is in it, by address.
    var removable: [CodeVersion] {
        contents.withLock { $0.retired.values.filter { !$0.isPermanent } }
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The functions of other modules with code that depends on a module, which defines `names`.
    func dependents(on units: ProgramUnits, names: Set<String>) -> [CodeVersion] {
        contents.withLock { contents in
            contents.versions.values.filter { code in
                code.units !== units && contents.retired[code.key] == nil
                    && (!code.references.isDisjoint(with: names)
                        || code.callees.contains { $0.units === units })
            }.sorted { ($0.key.slot, $0.key.version) < ($1.key.slot, $1.key.version) }
        }
    }

    /// Takes out all code of a module.
    func removeAll(of units: ProgramUnits) -> [CodeVersion] {
        contents.withLock { contents in
            let codes = contents.versions.values.filter { $0.units === units }
            for code in codes {
                contents.versions[code.key] = nil
                let wasRetired = contents.retired.removeValue(forKey: code.key) != nil
                if wasRetired {
                    contents.usage.retired.remove(code)
                } else {
                    contents.usage.live.remove(code)
                }
                contents.usage.freed.add(code)
                contents.usage.memory -= code.memorySize
            }
            contents.published = contents.published.filter { $0.key.slot != units.slot }
            return codes.sorted { $0.range.lowerBound < $1.range.lowerBound }
        }
    }

    /// Takes out code that is to be freed; false if somebody else did.
    func remove(_ code: CodeVersion) -> Bool {
        contents.withLock { contents in
            guard contents.retired.removeValue(forKey: code.key) != nil else { return false }
            contents.versions[code.key] = nil
            contents.usage.retired.remove(code)
            contents.usage.freed.add(code)
            contents.usage.memory -= code.memorySize
            return true
        }
    }
}

extension CodeUsage.Share {
    fileprivate mutating func add(_ code: CodeVersion) {
        versions += 1
        bytes += code.codeBytes
    }

    fileprivate mutating func remove(_ code: CodeVersion) {
        versions -= 1
        bytes -= code.codeBytes
    }
}
