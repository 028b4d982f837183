// swift-tools-version: 6.3
import PackageDescription

// A package as a user of the library would write it.
let package = Package(
  name: "Client",
  dependencies: [
    .package(name: "fa-toolkit", path: "../..", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "Client", dependencies: [.product(name: "FALinalg", package: "fa-toolkit")])
  ]
)
