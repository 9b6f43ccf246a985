internal import LLVM

/// Second thoughts: where guards miss, functions run quick code again, which records.
extension Engine {
    /// Misses that are allowed: four times as many after each time that a function recorded again.
    func missLimit(of function: Int, in units: ProgramUnits) -> Int32? {
        policy.missLimit.map { limit in
            let times = min(2 * units.versions.reprofiles(function), 24)
            return Int32(clamping: Int64(max(limit, 1)) << Int64(times))
        }
    }

    /// Makes a function record anew, with those inlined into it whose guards it contains: calls lead
    /// to their quick code, running loops go on in quick code, and all is decided again when they
    /// are hot again.
    ///
    /// - Parameter staleVersion: the version with guards that miss.
    func recordAnew(
        _ root: Int, after staleVersion: Int, of units: ProgramUnits
    ) throws(JITError) {
        guard units.versions.published(root) <= staleVersion else {
            // Calls lead to code that knows more already. What still runs goes on in quick code.
            units.loops.leave(function: root, upTo: staleVersion)
            return retireContinuations(of: units)
        }
        guard units.versions.noteReprofile(root, limit: policy.reprofiles) else { return }
        let begin = clock.now
        for (units, function) in withGuards(in: root, of: units) {
            try goBack(function, of: units)
        }
        count { $0.reprofiles += 1 }
        stream.send(
            JITEvent(
                .recording, units.names[root], version: units.versions.next(root) - 1,
                start: begin, duration: clock.now - begin))
    }

    /// Makes a function run its quick code from its next call on, and forget what it recorded.
    func goBack(_ function: Int, of units: ProgramUnits) throws(JITError) {
        codeCache?.drop(.init(slot: units.slot, index: function))
        units.sites.reset(function: function)
        units.profile.dropStored(function)
        decisions.drop(function, slot: units.slot)
        defer {
            units.loops.leave(function: function, upTo: units.versions.next(function) - 1)
            retireContinuations(of: units)
        }
        guard units.versions.code(function) != .quick else { return }
        try compile(function, of: units)
        let address = try wrapping { () throws(LLVMError) in
            try session.addresses(of: [units.names[function] + units.suffix(0)])[0]
        }
        let version = units.versions.take(function)
        units.counters[function] = max(policy.hotEntries ?? .max, 1)
        units.versions.forgetRequest(function)
        try wrapping { () throws(LLVMError) in
            try publish(
                nil, number: version, function, of: units, code: .quick, address: address)
        }
        count { $0.redirections += 1 }
    }

    /// The functions whose guards optimized code of `root` contains, itself among them.
    private func withGuards(
        in root: Int, of units: ProgramUnits
    ) -> [(units: ProgramUnits, function: Int)] {
        let found = units.versions.guards(of: root)
            .union([ProgramFunction(slot: units.slot, index: root)])
        return self.units.flatMap { units in
            found.filter { $0.slot == units.slot }.map(\.index).sorted().map { (units, $0) }
        }
    }
}
