// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "thumbprint",
  products: [
    .executable(name: "thumbprint", targets: ["thumbprint"]),
    .library(name: "ThumbISA", targets: ["ThumbISA"]),
    .library(name: "Microarchitecture", targets: ["Microarchitecture"]),
    .library(name: "Firmware", targets: ["Firmware"]),
    .library(name: "Boards", targets: ["Boards"]),
    .library(name: "Simulator", targets: ["Simulator"]),
    .library(name: "Fidelity", targets: ["Fidelity"]),
    .library(name: "Profiler", targets: ["Profiler"]),
    .library(name: "MemoryGuard", targets: ["MemoryGuard"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CElf", pkgConfig: "libdw libelf", providers: [.apt(["libdw-dev", "libelf-dev"])]),
    .target(name: "ThumbISA"),
    .target(name: "Microarchitecture", dependencies: ["ThumbISA"]),
    .target(name: "Firmware", dependencies: ["CElf"]),
    .target(name: "Boards", dependencies: ["Microarchitecture", "Firmware", "Yams"]),
    .target(name: "ReportFormats"),
    .target(
      name: "Simulator", dependencies: ["ThumbISA", "Microarchitecture", "Firmware", "Boards", "ReportFormats"]),
    .target(name: "Fidelity", dependencies: ["Firmware", "Boards", "Simulator"]),
    .target(
      name: "Profiler",
      dependencies: ["ThumbISA", "Microarchitecture", "Firmware", "Boards", "Simulator", "ReportFormats"],
      exclude: ["README.md", "profile.schema.json"]),
    .target(
      name: "MemoryGuard", dependencies: ["ThumbISA", "Firmware", "Boards", "Simulator", "ReportFormats"],
      exclude: ["README.md", "CHECK.md", "check.schema.json"]),
    .executableTarget(
      name: "thumbprint",
      dependencies: [
        "ThumbISA", "Microarchitecture", "Firmware", "Boards", "Simulator", "Fidelity", "Profiler", "MemoryGuard",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .systemLibrary(
      name: "CUnicorn", path: "Tests/CUnicorn", pkgConfig: "unicorn", providers: [.apt(["libunicorn-dev"])]),
    .testTarget(name: "ThumbISATests", dependencies: ["ThumbISA"]),
    .testTarget(name: "MicroarchitectureTests", dependencies: ["Microarchitecture", "Boards"]),
    .testTarget(name: "FirmwareTests", dependencies: ["Firmware"]),
    .testTarget(name: "BoardsTests", dependencies: ["Boards", "Firmware"]),
    .testTarget(name: "SimulatorTests", dependencies: ["Simulator", "CUnicorn"]),
    .testTarget(name: "ProfilerTests", dependencies: ["Profiler", "Firmware", "Boards", "Simulator"]),
    .testTarget(name: "MemoryGuardTests", dependencies: ["MemoryGuard", "Firmware", "Boards", "Simulator"]),
    .testTarget(name: "FidelityTests", dependencies: ["Fidelity", "Boards"]),
    .testTarget(
      name: "Differential", dependencies: ["Simulator", "Boards", "Microarchitecture", "ThumbISA", "CUnicorn"],
      path: "Tests/Differential"),
    .testTarget(name: "EndToEnd", dependencies: ["Simulator", "thumbprint"], path: "Tests/EndToEnd"),
  ],
  swiftLanguageModes: [.v6]
)
