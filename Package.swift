// swift-tools-version: 6.2
import PackageDescription

/// Where LLVM 22 is installed: `include/llvm-c` and `lib/libLLVM-22.so` are below it.
let llvmPrefix = Context.environment["LLVM_PREFIX"] ?? "/usr/lib/llvm-22"
let llvmInclude = llvmPrefix + "/include"

/// LLVM's headers as system headers: their warnings are not ours.
let llvmClangFlags = ["-isystem", llvmInclude]
let llvmSwiftFlags = ["-Xcc", "-isystem", "-Xcc", llvmInclude]

/// For what links LLVM. The pass plugin does not: it uses that of the compiler that loads it.
let llvmLibrary: [LinkerSetting] = [
    .unsafeFlags(["-L\(llvmPrefix)/lib"]),
    .linkedLibrary("LLVM-22"),
]

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "devirt",
    products: [
        .library(name: "Devirt", targets: ["Devirt"]),
        .library(name: "Reoptimization", targets: ["Reoptimization"]),
        .library(name: "devirt_rt", type: .static, targets: ["DevirtRuntime"]),
        .library(name: "DevirtREPL", targets: ["DevirtREPL"]),
        .executable(name: "devirt", targets: ["devirt-cli"]),
        .executable(name: "devirt-repl", targets: ["devirt-repl"]),
        .library(name: "DevirtPass", type: .dynamic, targets: ["DevirtPass"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        // The C runtime of instrumented programs: libc only.
        .target(
            name: "DevirtRuntime", path: "runtime",
            exclude: ["README.md"],
            sources: ["src"], publicHeadersPath: "include",
            // DWARF 4: the valgrind of Debian 12 gives up on programs with DWARF 5 of clang.
            cSettings: [.unsafeFlags(["-std=c11", "-fvisibility=hidden", "-gdwarf-4"])]),

        // LLVM's C API, and C++ shims for what it lacks, behind C headers.
        .target(
            name: "CLLVM",
            cSettings: [.unsafeFlags(llvmClangFlags)],
            cxxSettings: [.unsafeFlags(llvmClangFlags + ["-fno-exceptions"])]),
        .target(
            name: "LLVM", dependencies: ["CLLVM"],
            swiftSettings: strict + [.unsafeFlags(llvmSwiftFlags)]),

        // libffi, of the system.
        .systemLibrary(name: "CFFI"),

        // Clang's interpreter, for the REPL alone: nothing else links clang.
        .target(
            name: "CClang",
            cxxSettings: [.unsafeFlags(llvmClangFlags)],
            linkerSettings: [
                .unsafeFlags(["-L\(llvmPrefix)/lib", "-Xlinker", "-l:libclang-cpp.so.22.1"]),
                .linkedLibrary("LLVM-22"),
            ]),
        // `devirt repl` becomes `devirt-repl`.
        .target(name: "CEarlyREPL"),
        // Line editing, of the system.
        .target(name: "CEditLine", linkerSettings: [.linkedLibrary("edit")]),

        .target(name: "DevirtProfile", swiftSettings: strict),
        .target(
            name: "Devirtualization", dependencies: ["LLVM", "DevirtProfile"],
            swiftSettings: strict),
        .target(
            name: "Reoptimization",
            dependencies: [
                "CFFI", "DevirtProfile", "DevirtRuntime", "Devirtualization", "LLVM",
            ], swiftSettings: strict,
            linkerSettings: llvmLibrary + [
                // The unwinder finds frames there; see FrameLookup.hpp.
                .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=_Unwind_Find_FDE"])
            ]),
        .target(
            name: "Reporting", dependencies: ["Devirtualization", "DevirtProfile", "LLVM"],
            swiftSettings: strict),
        .target(
            name: "Devirt",
            dependencies: ["LLVM", "DevirtProfile", "Devirtualization", "Reporting"],
            swiftSettings: strict, linkerSettings: llvmLibrary),

        // The pass plugin: LLVM calls the C++ half, which calls the Swift half.
        .target(
            name: "CDevirtPass", path: "Sources/DevirtPass/Entry",
            cxxSettings: [.unsafeFlags(llvmClangFlags + ["-fno-exceptions"])]),
        .target(
            name: "DevirtPass", dependencies: ["CDevirtPass", "Devirtualization"],
            path: "Sources/DevirtPass/Passes",
            swiftSettings: strict + [.unsafeFlags(llvmSwiftFlags)],
            // Compilers need no Swift, and see nothing of the plugin but its entry.
            linkerSettings: [
                .unsafeFlags([
                    "-static-stdlib", "-Xlinker",
                    "--version-script=\(Context.packageDirectory)/Sources/DevirtPass/exports.map",
                ])
            ]),
        .executableTarget(
            name: "devirt-cli",
            dependencies: [
                "CEarlyREPL", "Devirt", "Reoptimization",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict,
            // Libraries find the program's threads there; see ThreadCreation.swift.
            linkerSettings: [
                .unsafeFlags(["-Xlinker", "--export-dynamic-symbol=pthread_create"])
            ]),

        .target(
            name: "DevirtREPL",
            dependencies: [
                "CClang", "CEditLine", "DevirtProfile", "Devirtualization", "LLVM",
                "Reoptimization", "Reporting",
            ], swiftSettings: strict),
        .executableTarget(
            name: "devirt-repl",
            dependencies: [
                "DevirtREPL",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),

        .executableTarget(
            name: "stub-benchmark", dependencies: ["Reoptimization"], path: "Benchmarks/stubs",
            swiftSettings: strict),

        .testTarget(
            name: "DevirtProfileTests", dependencies: ["DevirtProfile"], swiftSettings: strict),
        .testTarget(name: "LLVMTests", dependencies: ["LLVM"], swiftSettings: strict),
        .testTarget(
            name: "DevirtualizationTests", dependencies: ["Devirtualization"],
            swiftSettings: strict),
        .testTarget(
            name: "ReoptimizationTests",
            dependencies: ["Reoptimization", "Devirtualization", "DevirtProfile"],
            swiftSettings: strict),
        .testTarget(
            name: "DevirtREPLTests", dependencies: ["DevirtREPL"], swiftSettings: strict),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting"], swiftSettings: strict),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "Devirt", "Reoptimization", "devirt-cli", "devirt-repl", "DevirtRuntime",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Programs", swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
