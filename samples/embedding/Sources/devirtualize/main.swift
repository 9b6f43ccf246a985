// Applies a profile to a bitcode file through the library:
//
//     swift run devirtualize app.bc app.devirt app.opt.bc

import Devirt
import Foundation

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: devirtualize in.bc profile out.bc")
    exit(64)
}

do {
    let context = Context()
    let module = try Module(contentsOf: arguments[1], in: context)

    for function in CallSiteFinder.sites(in: module.reference, at: .asIs) {
        for site in function.sites {
            print("\(function.key.name)#\(site.identity.ordinal): \(site.identity.kind)")
        }
    }

    let profile = try ProfileReader.read(path: arguments[2]).profile
    let machine = try TargetMachine(triple: module.reference.targetTriple, level: .default)
    let optimizer = Optimizer(
        profile: profile, named: arguments[2], options: OptimizationOptions())
    let report = try optimizer.optimize(module.reference, machine: machine)

    for decision in report.decisions {
        let targets = decision.promoted.map { demangle($0.name) }.joined(separator: ", ")
        let outcome = decision.refusal.map { "refused, \($0.explanation)" } ?? "calls \(targets)"
        print("\(decision.site): \(outcome)")
    }

    try Data(module.reference.bitcode()).write(to: URL(filePath: arguments[3]))
} catch {
    print("devirtualize: \(error)")
    exit(1)
}
