// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that users of the library inherit nothing from it.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "fa-toolkit", path: "..", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // Without its traits it needs no interposed allocator; its allocation counts then read zero.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.0", traits: []),
  ],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas lapacke"),
    .target(name: "CLoops"),
    .target(
      name: "Cases",
      dependencies: ["COpenBLAS", "CLoops", .product(name: "FALinalg", package: "fa-toolkit")]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Cases", "CLoops",
        .product(name: "FALinalg", package: "fa-toolkit"),
        .product(name: "FAMatrixIO", package: "fa-toolkit"),
        .product(name: "FATrainers", package: "fa-toolkit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "Micro",
      dependencies: ["Cases", .product(name: "Benchmark", package: "benchmark")],
      path: "Micro",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
  ]
)
