// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "embedding",
    dependencies: [.package(name: "devirt", path: "../..")],
    targets: [
        .executableTarget(
            name: "devirtualize", dependencies: [.product(name: "Devirt", package: "devirt")]),
        .executableTarget(
            name: "layers", dependencies: [.product(name: "Reoptimization", package: "devirt")]),
    ]
)
