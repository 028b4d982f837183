// swift-tools-version: 6.3
import PackageDescription

// Twelve programs as users of the library would write them, each held against NumPy or SciPy.
let programs = [
  "ComplexNetwork", "Control", "GaussianProcess", "ImageCompression", "KalmanFilter",
  "NearestCorrelation", "PCA", "PoissonEquation", "RecurrentCell", "RecursiveLeastSquares",
  "RidgePath", "SpectralClustering",
]

let package = Package(
  name: "Programs",
  dependencies: [
    .package(name: "fa-toolkit", path: "../..", traits: [])
  ],
  targets: [
    .target(name: "AllocationCounting"),
    .target(
      name: "Fixtures",
      dependencies: [
        "AllocationCounting",
        .product(name: "FALinalg", package: "fa-toolkit"),
        .product(name: "FAMatrixIO", package: "fa-toolkit"),
      ]),
  ]
    + programs.map {
      .executableTarget(
        name: $0,
        dependencies: ["Fixtures", .product(name: "FALinalg", package: "fa-toolkit")])
    }
)
