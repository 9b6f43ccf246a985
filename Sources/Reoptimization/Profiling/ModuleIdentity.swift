internal import DevirtProfile
internal import Devirtualization
internal import Foundation
internal import LLVM

/// A module as it was given, by which profiles know its functions: before local symbols got names
/// of their own. Bodies are read when they are asked for.
final class ModuleIdentity: @unchecked Sendable {
    // All of it belongs to the lock.
    private let lock = NSLock()
    private let module: Module
    private let functions: [Function]
    private let hasVirtualTables: Bool
    private var known: [Int: FunctionSites] = [:]

    /// Its functions are those that code is made of, in the order they have in units. Only those
    /// with bodies: LLVM adds and removes declarations when it reads bodies and strips debug
    /// information.
    init(_ bitcode: Bitcode) throws(LLVMError) {
        module = try Module(reading: bitcode, in: Context())
        functions = module.reference.functions.filter {
            !$0.isDeclaration && !$0.isIntrinsic && $0.linkage != .availableExternally
        }
        hasVirtualTables = module.reference.hasVirtualTables
        names = functions.map(\.profileName)
        indices = Dictionary(zip(names, names.indices)) { first, _ in first }
    }

    /// The names that profiles have for the functions: `file;name` for local linkage.
    let names: [String]

    /// The functions by these names.
    let indices: [String: Int]

    /// Reads a function, and finds what identifies it and its sites; nil if it has no body, or one
    /// that cannot be read.
    func withSites<R>(of index: Int, _ body: (FunctionSites) -> R) -> R? {
        lock.lock()
        defer { lock.unlock() }
        if let sites = known[index] { return body(sites) }
        let function = functions[index]
        guard !function.isDeclaration, (try? function.materialize()) != nil else { return nil }
        let sites = CallSiteFinder.sites(
            of: function, in: module.reference, hasVirtualTables: hasVirtualTables)
        known[index] = sites
        return body(sites)
    }
}
