internal import CDevirtPass
internal import DevirtProfile
internal import Devirtualization

/// The plugin's LLVM options.
struct PassOptions {
    let use: String
    private let mode: String
    private let record: String
    private let profileFile: String
    private let emission: String
    private let limit: Int?
    private let verifies: Bool
    /// The file that lists what the module was compiled from; nil: bodies are not kept.
    let dependencies: String?
    /// Identifies the options the module is compiled with; nil: nobody says.
    let compilation: UInt64?

    init(_ raw: DevirtPassOptions) {
        use = String(cString: raw.use)
        mode = String(cString: raw.mode)
        record = String(cString: raw.record)
        profileFile = String(cString: raw.profileFile)
        emission = String(cString: raw.emit)
        limit = raw.limit < 0 ? nil : Int(raw.limit)
        verifies = raw.verify
        let list = String(cString: raw.dependencies)
        dependencies = list.isEmpty ? nil : list
        compilation = UInt64(String(cString: raw.compilation), radix: 16)
    }

    func instrumentation(
        at point: InstrumentationPoint
    ) throws(PassFailure) -> InstrumentationOptions {
        let modes: [String: InstrumentationOptions.Mode] = ["sampled": .sampled, "exact": .exact]
        guard let mode = modes[mode] else {
            throw PassFailure("-devirt-mode=\(self.mode): not a mode; take sampled or exact")
        }
        guard let record = InstrumentationOptions.Record(rawValue: record) else {
            throw PassFailure("-devirt-record=\(self.record): take functions or vtables")
        }
        return InstrumentationOptions(
            mode: mode, record: record, point: point,
            profileFile: profileFile.isEmpty ? nil : profileFile)
    }

    func optimization() throws(PassFailure) -> OptimizationOptions {
        guard let emission = OptimizationOptions.Emission(rawValue: emission) else {
            throw PassFailure("-devirt-emit=\(self.emission): take guards or vp")
        }
        return OptimizationOptions(
            emission: emission, limit: limit, verification: verifies ? .rewrites : .none)
    }
}
