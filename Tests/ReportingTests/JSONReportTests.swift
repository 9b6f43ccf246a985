import Foundation
import Testing

@testable import Reporting

@Suite struct JSONReportTests {
    private func object(_ report: Report) throws -> [String: Any] {
        let parsed = try JSONSerialization.jsonObject(with: Data(report.json().utf8))
        return try #require(parsed as? [String: Any])
    }

    private func keys(_ value: Any?) -> [String] {
        ((value as? [String: Any]) ?? [:]).keys.sorted()
    }

    /// The version changes when a key goes away or changes its meaning.
    @Test func theSchemaHasAVersion() throws {
        #expect(try object(Examples.recorded)["schemaVersion"] as? Int == 1)
        #expect(try object(Examples.decided)["schemaVersion"] as? Int == 1)
    }

    @Test func keysOfADecidedReport() throws {
        let report = try object(Examples.decided)
        #expect(
            keys(report) == [
                "calls", "changedFunctions", "executedSites", "matchedShare", "module", "profile",
                "promotedShare", "promotedSites", "refusals", "runs", "schemaVersion", "siteCount",
                "sites",
            ])
        let sites = try #require(report["sites"] as? [[String: Any]])
        #expect(
            keys(sites[0]) == [
                "calleeType", "calls", "column", "estimatedCalls", "file", "function", "id", "kind",
                "line", "match", "outcome", "share", "targets",
            ])
        #expect(sites[1]["reason"] as? String == "MustTail")
        #expect(sites[1]["match"] as? String == "stale")
        #expect(sites[2]["file"] == nil && sites[2]["line"] as? Int == 0)
        let targets = try #require(sites[0]["targets"] as? [[String: Any]])
        #expect(
            keys(targets[0]) == [
                "calls", "detail", "guardKind", "inlined", "name", "outcome", "rewrite", "share",
                "symbol", "upperBound",
            ])
        #expect(
            keys(targets[2]) == [
                "calls", "detail", "name", "outcome", "reason", "share", "symbol", "upperBound",
            ])
    }

    @Test func valuesOfADecidedReport() throws {
        let report = try object(Examples.decided)
        #expect(report["module"] as? String == "app.bc")
        #expect(report["profile"] as? String == "app.devirt")
        #expect(report["calls"] as? Int == 1_235_567)
        #expect(report["promotedSites"] as? Int == 1)
        #expect(report["refusals"] as? [String: Int] == ["MustTail": 1, "NoData": 1])
        let sites = try #require(report["sites"] as? [[String: Any]])
        #expect(
            sites.map { $0["id"] as? String } == ["_Z3sumRK4List#0", "it's.c;sort#1", "setup#0"])
        #expect(sites.map { $0["function"] as? String } == ["sum(List const&)", "sort", "setup"])
        let targets = try #require(sites[0]["targets"] as? [[String: Any]])
        #expect(targets.map { $0["inlined"] as? Bool } == [true, false, nil])
        #expect(targets.map { $0["rewrite"] as? Int } == [1, 2, nil])
        #expect(targets.map { $0["calls"] as? Int } == [900_000, 290_000, 40_000])
        #expect(targets.map { $0["upperBound"] as? Int } == [900_000, 300_000, 40_000])
    }

    @Test func aProfileAloneSaysNothingOfDecisions() throws {
        let report = try object(Examples.recorded)
        #expect(
            keys(report) == [
                "calls", "executedSites", "profile", "runs", "schemaVersion", "siteCount", "sites",
            ])
        let sites = try #require(report["sites"] as? [[String: Any]])
        #expect(sites[0]["outcome"] == nil && sites[0]["match"] == nil)
        // Sites that were never executed are in it too.
        #expect(sites.count == 3)
        let targets = try #require(sites[1]["targets"] as? [[String: Any]])
        #expect(keys(targets[0]) == ["calls", "detail", "name", "share", "symbol", "upperBound"])
    }

    @Test func textIsStableAndReadable() throws {
        let text = Examples.decided.json()
        #expect(text == Examples.decided.json())
        #expect(text.hasPrefix("{\n  \"calls\" : 1235567,\n") && text.hasSuffix("\n}\n"))
        #expect(text.contains("\"file\" : \"src/shapes.cpp\""))
        let decoded = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        #expect(decoded.json() == text)
    }
}
