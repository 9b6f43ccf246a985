internal import Foundation
internal import LLVM

/// Linking code of a former run, in place of compiling it.
extension Engine {
    /// Uses the code of a file if it is right for this program: once all modules are there, and
    /// before any of their code runs.
    func adoptCode() {
        guard let file = given.withLock({ $0.take() }) else { return }
        let begin = clock.now
        let units = Dictionary(uniqueKeysWithValues: units.map { ($0.slot, $0) })
        let cause = codeMismatch(file.identity)
        let records = file.records.filter { record in
            guard let units = units[record.slot] else { return false }
            return record.functions.allSatisfy { units.names.indices.contains($0.index) }
        }
        stream.send(
            JITEvent(
                cause == nil ? .matched : .refused, "code of a former run",
                functionCount: records.reduce(0) { $0 + $1.functions.count }, version: 0,
                start: begin, duration: clock.now - begin, cause: cause))
        guard cause == nil else { return count { $0.codeMismatch = cause } }
        for record in records {
            units[record.slot]?.versions.reserve(record.function.index, upTo: record.version)
        }
        let cache = CodeCache(records)
        units.values.forEach { units in
            units.isCached = { [slot = units.slot] in
                cache.has(ProgramFunction(slot: slot, index: $0))
            }
        }
        self.cache.withLock { $0 = cache }
    }

    /// Makes the first call of a function lead to optimized code of a former run; false if there is
    /// none.
    func loadOptimized(_ index: Int, of units: ProgramUnits) -> Bool {
        let function = ProgramFunction(slot: units.slot, index: index)
        guard let cache = codeCache, cache.had(function) else { return false }
        cache.linking.lock()
        defer { cache.linking.unlock() }
        // Another thread was quicker.
        if units.versions.isPublished(index) { return true }
        guard let record = cache.take(function) else { return false }
        return load(record, of: units)
    }

    /// Links quick code of a former run with all that was compiled with it; false if there is none.
    func loadQuick(_ index: Int, of units: ProgramUnits) -> Bool {
        guard let cache = codeCache else { return false }
        cache.linking.lock()
        defer { cache.linking.unlock() }
        let function = ProgramFunction(slot: units.slot, index: index)
        guard let record = cache.takeQuick(function) else { return false }
        return loading(record, of: units) { () throws(LLVMError) in
            try linkQuick(record, of: units)
            for function in record.functions { loadContinuations(function, of: units) }
        }
    }

    private func loadContinuations(_ function: CodeRecord.Function, of units: ProgramUnits) {
        let key = ProgramFunction(slot: units.slot, index: function.index)
        // Calls go to better code.
        guard let cache = codeCache, !cache.hasOptimized(key) else { return }
        let loaded = cache.takeContinuations(key).filter { load($0, of: units) }
        let name = units.loopsName(function.index)
        guard !loaded.isEmpty, let shape = function.loops,
            let address = try? session.addresses(of: [name])[0],
            let base = UnsafeMutablePointer<Int32>(bitPattern: UInt(address))
        else { return }
        // They ask in their first iteration.
        for loop in loaded.compactMap(\.loop) where loop < shape.parents.count { base[loop] = 0 }
    }

    private func load(_ record: CodeRecord, of units: ProgramUnits) -> Bool {
        guard isWanted(record, of: units) else { return false }
        return loading(record, of: units) { () throws(LLVMError) in
            let (code, address) = try link(record, of: units)
            try publish(record, code, at: address, of: units)
        }
    }

    /// Makes calls of the function, or the loop, lead to code.
    private func publish(
        _ record: CodeRecord, _ code: CodeVersion, at address: UInt64, of units: ProgramUnits
    ) throws(LLVMError) {
        let index = record.function.index
        if !record.guards.isEmpty {
            units.versions.noteGuards(
                index, of: record.guards, version: record.version, time: clock.now)
        }
        guard let loop = record.loop else {
            _ = units.versions.request(index)
            try publish(
                code, number: record.version, index, of: units,
                code: record.kind == .guarded ? .guarded : .optimized, address: address)
            return count { $0.redirections += 1 }
        }
        units.loops.install(
            .init(function: index, loop: loop), version: record.version, address: address)
    }

    private func isWanted(_ record: CodeRecord, of units: ProgramUnits) -> Bool {
        guard !isFull, let function = record.functions.first else { return false }
        units.versions.setSize(function.index, to: function.size)
        let hot = HotFunction(
            name: units.names[function.index], instructionCount: function.size,
            isLoop: record.loop != nil, version: record.version)
        return policy.decide(hot) == .optimize
    }

    private func loading(
        _ record: CodeRecord, of units: ProgramUnits, _ body: () throws(LLVMError) -> Void
    ) -> Bool {
        let begin = clock.now
        let name = units.names[record.function.index]
        do throws(LLVMError) { try body() } catch {
            // It is compiled instead.
            count { $0.failures += 1 }
            stream.send(
                JITEvent(
                    .failed, name, loop: record.loop, version: record.version, start: begin,
                    cause: error.description))
            return false
        }
        let duration = clock.now - begin
        count { numbers in
            numbers.loaded += record.functions.count
            numbers.loadedSeconds += duration
            numbers.guards += record.guardCount
            numbers.inlinedTargets += record.inlinedCount
        }
        stream.send(
            JITEvent(
                .loaded, name, functionCount: record.functions.count, loop: record.loop,
                version: record.version, start: begin, duration: duration,
                codeBytes: record.object.count, guards: record.guardCount,
                inlinedTargets: record.inlinedCount))
        return true
    }

    private func linkQuick(_ record: CodeRecord, of units: ProgramUnits) throws(LLVMError) {
        for function in record.functions {
            units.versions.setSize(function.index, to: function.size)
            if function.siteCount > 0 {
                guard try units.place(of: function.index, count: function.siteCount) != nil else {
                    throw .jit(message: "no memory")
                }
            }
            if let shape = function.loops { units.loops.add(function: function.index, shape) }
        }
        let indices = record.functions.map(\.index)
        let bodies = indices.map { units.symbol($0, version: 0) }
        let object = ObjectCode(record.object)
        let (size, code) = (object.byteSize, object.codeSize)
        let (_, addresses) = try linkObject(
            object, bodies: bodies, others: indices.map(units.loopsName))
        forbidFreeing(record.obstacle)
        store.addFirst(
            functions: bodies.count, codeBytes: code,
            memory: session.memory(ofCodeAt: addresses[0])?.byteSize ?? 0)
        count { numbers in
            numbers.objectBytes += size
            numbers.codeBytes += code
        }
        if savesCode { kept.withLock { $0.append(record) } }
        units.noteCompiled(indices)
        try publishQuick(indices, addresses: addresses, of: units)
    }

    /// Links a version, and what it calls past stubs first.
    private func link(
        _ record: CodeRecord, of units: ProgramUnits
    ) throws(LLVMError) -> (code: CodeVersion, address: UInt64) {
        var callees: [CodeVersion] = []
        do throws(LLVMError) {
            for key in record.callees { callees.append(try bindLoaded(key)) }
            let index = record.function.index
            var counters: [LoopEntries.Counters] = []
            if record.watchedLoops > 0 {
                counters.append(
                    try units.makeWatched(
                        index, version: record.version, loops: record.watchedLoops))
            }
            let symbol = units.symbol(index, version: record.version, loop: record.loop)
            let object = ObjectCode(record.object)
            let (size, bytes) = (object.byteSize, object.codeSize)
            let (added, addresses) = try linkObject(object, bodies: [symbol], isHot: true)
            let address = addresses[0]
            forbidFreeing(record.obstacle)
            let code = CodeVersion(
                record.key, of: units, symbol: symbol, loop: record.loop, object: added,
                memory: session.memory(ofCodeAt: address), codeBytes: bytes, callees: callees,
                counters: counters, isPermanent: record.isPermanent,
                record: savesCode ? record : nil)
            code.isReachable = record.isReachable
            store.add(code)
            count { numbers in
                numbers.objectBytes += size
                numbers.codeBytes += bytes
            }
            return (code, address)
        } catch {
            store.release(callees).forEach { retired($0) }
            throw error
        }
    }

    /// A version that loaded code calls, which is loaded, too, if need be.
    private func bindLoaded(_ key: CodeVersion.Key) throws(LLVMError) -> CodeVersion {
        if let known = store.bind(key) { return known }
        guard let record = codeCache?.take(key),
            let units = units.first(where: { $0.slot == key.slot })
        else { throw .jit(message: "calls code that is not there") }
        if record.isReachable {
            _ = load(record, of: units)
        } else {
            _ = loading(record, of: units) { () throws(LLVMError) in
                _ = try link(record, of: units)
            }
        }
        guard let code = store.bind(key) else {
            throw .jit(message: "calls code that cannot be linked")
        }
        return code
    }
}
