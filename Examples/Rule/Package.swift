// swift-tools-version: 6.3
import PackageDescription

// A rule of a user's own, in a package of its own.
let package = Package(
  name: "Rule",
  dependencies: [
    .package(name: "fa-toolkit", path: "../..", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "Rule",
      dependencies: [
        .product(name: "FALinalg", package: "fa-toolkit"),
        .product(name: "FATrainers", package: "fa-toolkit"),
      ])
  ]
)
