import Devirt
import Testing

/// Every sample goes through the whole workflow; the optimized program must do what the plain one
/// does, on another input than it was trained with.
@Suite("Samples")
struct SampleTests {
    /// One way through the tools.
    struct Route: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let compileFlags: [String]
        let instrumentFlags: [String]

        static let all = [
            Route(
                testDescription: "optimized bitcode, sampled, functions", compileFlags: [],
                instrumentFlags: []),
            Route(
                testDescription: "early in the pipeline, exact, vtables",
                compileFlags: ["-Xclang", "-disable-llvm-passes"],
                instrumentFlags: ["--point", "early", "--mode", "exact", "--record", "vtables"]),
        ]
    }

    @Test(arguments: Sample.all, Route.all)
    func optimizedProgramBehavesAsPlain(sample: Sample, route: Route) async throws {
        try await Workspace.with(sample.name) { work in
            try await build(sample, route, in: work)

            let profile = try await train(sample, in: work)
            if sample.name == "control" {
                #expect(profile.totals.calls == 0)
            } else {
                #expect(profile.totals.calls > 0)
            }
            try await work.devirt(
                "optimize", "app.bc", "--profile", "app.devirt", "-o", "app.opt.bc", "--verify",
                "--remarks", "app.yaml")
            try await work.link("app.opt.bc", to: "app.opt", flags: sample.linkFlags)

            let plain = try await runTest("app", sample, in: work)
            let optimized = try await runTest("app.opt", sample, in: work)
            #expect(!plain.output.isEmpty)
            #expect(optimized.output == plain.output)
            #expect(optimized.code == plain.code)
        }
    }

    private func build(_ sample: Sample, _ route: Route, in work: Workspace) async throws {
        try await work.compile(
            sample.programSources, with: sample.compiler, to: "app.bc", flags: route.compileFlags)
        try await work.link("app.bc", to: "app", flags: sample.linkFlags)
        try await work.run(
            Tools.devirt,
            ["instrument", "app.bc", "-o", "app.inst.bc", "--verify"] + route.instrumentFlags)
        try await work.link(
            "app.inst.bc", to: "app.inst", flags: sample.linkFlags + [Tools.runtime])
        guard sample.hasPlugin else { return }
        let flags = route.compileFlags + ["-fPIC"]
        try await work.compile(
            [sample.sources[1]], with: sample.compiler, to: "plugin.bc", flags: flags)
        try await work.run(
            Tools.devirt,
            ["instrument", "plugin.bc", "-o", "plugin.inst.bc", "--verify"]
                + route.instrumentFlags)
        try await work.link("plugin.bc", to: "plugin.so", flags: ["-shared", "-fPIC"])
        try await work.link(
            "plugin.inst.bc", to: "plugin.inst.so", flags: ["-shared", "-fPIC", Tools.runtime])
    }

    private func train(_ sample: Sample, in work: Workspace) async throws -> Profile {
        let plugin = sample.hasPlugin ? ["./plugin.inst.so"] : []
        try await work.run(
            work.file("app.inst"), [sample.trainingArgument] + plugin,
            environment: ["DEVIRT_PROFILE_FILE": "app.devirtraw"])
        try await work.devirt("merge", "app.devirtraw", "-o", "app.devirt", "--strict")
        return try ProfileReader.read(path: work.file("app.devirt"), strict: true).profile
    }

    private func runTest(
        _ program: String, _ sample: Sample, in work: Workspace
    ) async throws -> Outcome {
        try await work.run(
            work.file(program), [sample.testArgument] + (sample.hasPlugin ? ["./plugin.so"] : []))
    }
}
