// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let programDependencies: [Target.Dependency] = [
  "FADistributed", "FALinalg", "FAMatrixIO", "FATrainers", "Platform",
  .product(
    name: "ArgumentParser", package: "swift-argument-parser",
    condition: .when(traits: ["CommandLine"])),
  .product(name: "Yams", package: "Yams", condition: .when(traits: ["CommandLine"])),
]

let package = Package(
  name: "fa-toolkit",
  products: [
    .library(name: "FALinalg", targets: ["FALinalg"]),
    .library(name: "FAMatrixIO", targets: ["FAMatrixIO"]),
    .library(name: "FATrainers", targets: ["FATrainers"]),
    .library(name: "FADistributed", targets: ["FADistributed"]),
    .executable(name: "fa-bench", targets: ["fa-bench"]),
  ],
  traits: [
    // A client that asks for no traits resolves none of the dependencies below, which only the tool needs.
    .trait(
      name: "CommandLine",
      description: "The command line tool fa-bench, with swift-argument-parser and Yams."),
    .trait(
      name: "MPI",
      description: "FADistributed over MPI, and fa-bench under mpirun; needs an MPI library."),
    // Asked for by nobody but those who have such files: it takes a library of the system.
    .trait(name: "MAT", description: "MATLAB's .mat files, by way of libmatio."),
    .default(enabledTraits: ["CommandLine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CBLAS",
      pkgConfig: "openblas lapacke",
      providers: [
        .apt(["libopenblas-dev", "liblapacke-dev", "pkg-config"]),
        .brew(["openblas"]),
      ]
    ),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev", "pkg-config"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CMatIO", pkgConfig: "matio",
      providers: [.apt(["libmatio-dev", "pkg-config"]), .brew(["libmatio"])]),
    .target(name: "CKernels", exclude: ["README.md"]),
    .target(name: "CPlatform"),
    .target(name: "Platform", dependencies: ["CPlatform"], swiftSettings: settings),
    .target(
      name: "FALinalg", dependencies: ["CBLAS", "CKernels", "Platform"],
      // Views and spans that the compiler keeps from outliving their matrix.
      swiftSettings: settings + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "FAMatrixIO",
      dependencies: [
        "FALinalg", "CZlib", "Platform",
        .target(name: "CMatIO", condition: .when(traits: ["MAT"])),
      ], swiftSettings: settings),
    .target(
      name: "FATrainers", dependencies: ["FALinalg", "Platform"], swiftSettings: settings),
    .systemLibrary(
      name: "CMPILibrary", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(
      name: "CMPI",
      dependencies: [.target(name: "CMPILibrary", condition: .when(traits: ["MPI"]))],
      cSettings: [.define("FA_MPI", .when(traits: ["MPI"]))]),
    .target(
      name: "FADistributed",
      dependencies: ["FALinalg", .target(name: "CMPI", condition: .when(traits: ["MPI"]))],
      swiftSettings: settings),
    .executableTarget(
      name: "fa-bench", dependencies: programDependencies, swiftSettings: settings),
    .executableTarget(
      name: "matrix-dump", dependencies: ["FAMatrixIO", "FALinalg"], path: "Tests/MatrixDump",
      swiftSettings: settings),
    .target(name: "AllocationCounting", path: "Tests/AllocationCounting"),
    .target(
      name: "TestSupport", dependencies: ["FALinalg", "AllocationCounting"],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "CKernelsTests",
      dependencies: ["CBLAS", "CKernels", "FALinalg", "Platform", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "FALinalgTests", dependencies: ["CBLAS", "FALinalg", "TestSupport"],
      exclude: ["make_fixtures.py", "make_factorization_fixtures.py"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "FAMatrixIOTests", dependencies: ["FAMatrixIO", "FALinalg", "Platform", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "FATrainersTests", dependencies: ["FATrainers", "FALinalg", "TestSupport"],
      exclude: ["make_fixtures.py", "make_experiment_fixtures.py"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "FADistributedTests",
      dependencies: ["FADistributed", "FALinalg", "FAMatrixIO", "FATrainers", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "FABenchTests",
      dependencies: ["fa-bench", "FALinalg", "FAMatrixIO", "Platform", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
  ]
)

// `make fuzz`: the program as a library, and libFuzzer's own in its place.
if Context.environment["FA_FUZZ"] != nil {
  package.products.removeAll { $0.name == "fa-bench" }
  package.targets.removeAll { $0.name == "fa-bench" || $0.type == .test }
  package.targets += [
    .target(
      name: "fa-bench", dependencies: programDependencies, exclude: ["FABench.swift"],
      swiftSettings: settings + [.unsafeFlags(["-enable-testing"])]),
    .executableTarget(
      name: "fuzz",
      dependencies: ["FALinalg", "FAMatrixIO", "FATrainers", "fa-bench"],
      path: "Tests/Fuzz/fuzz"),
  ]
}
