// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

let package = Package(
  name: "lnq",
  products: [
    .executable(name: "lnq", targets: ["lnq"]),
    .library(name: "LNQFixedPoint", targets: ["LNQFixedPoint"]),
    .library(name: "LNQData", targets: ["LNQData"]),
    .library(name: "LNQTraining", targets: ["LNQTraining"]),
    .library(name: "LNQQuantization", targets: ["LNQQuantization"]),
    .library(name: "LNQTables", targets: ["LNQTables"]),
    .library(name: "LNQHardware", targets: ["LNQHardware"]),
    .library(name: "LNQEmulator", targets: ["LNQEmulator"]),
    .library(name: "LNQToolchain", targets: ["LNQToolchain"]),
    .library(name: "LNQReport", targets: ["LNQReport"]),
  ],
  traits: [
    .trait(name: "HDF5", description: "Read HDF5 files; needs libhdf5-dev.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // MARK: - Foundations (import nothing but each other)
    .target(name: "CSystem"),
    .target(name: "LNQFiles", dependencies: ["CSystem"], swiftSettings: strict),
    .target(name: "LNQText", swiftSettings: strict),
    .target(name: "LNQFixedPoint", swiftSettings: strict),
    .target(name: "LNQRandom", swiftSettings: strict),
    .target(name: "LNQSearch", dependencies: ["LNQRandom"], swiftSettings: strict),
    .target(name: "LNQReport", swiftSettings: strict),

    // MARK: - The float world
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(
      name: "CKernels",
      exclude: [
        "level.inc", "vectors.inc", "products.inc", "linear.inc", "pointwise.inc", "head.inc", "rows.inc",
        "batches.inc", "columns.inc", "neurons.inc", "column_passes.inc", "bits.inc",
        "bit_planes.inc", "bit_adam.inc", "bit_tables.inc", "bit_steps.inc", "bit_mapping.inc",
      ]),
    .target(name: "CSurrogate", exclude: ["draw.inc"]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
    .target(
      name: "LNQData",
      dependencies: [
        "CCrypto", "CSurrogate", "CZlib", "LNQFiles", "LNQRandom", "LNQText",
        .target(name: "CHDF5", condition: .when(traits: ["HDF5"])),
      ],
      swiftSettings: strict),
    .target(
      name: "LNQTraining", dependencies: ["CBLAS", "CKernels", "LNQData", "LNQRandom", "LNQText"],
      resources: [.embedInCode("Models")], swiftSettings: strict),

    // MARK: - The integer world
    .target(name: "LNQTables", dependencies: ["LNQFixedPoint"], swiftSettings: strict),
    .target(
      name: "LNQHardware", dependencies: ["LNQFixedPoint", "LNQTables", "LNQText"],
      resources: [.embedInCode("RTL")], swiftSettings: strict),
    .target(
      name: "LNQMapping", dependencies: ["LNQFixedPoint", "LNQRandom", "LNQTables", "LNQHardware"],
      swiftSettings: strict),

    .target(name: "CEmulator", exclude: ["vectors.inc", "operations.inc", "columns.inc"]),
    .target(
      name: "LNQEmulator", dependencies: ["CEmulator", "LNQFixedPoint", "LNQTables", "LNQMapping"],
      swiftSettings: strict),

    // MARK: - The bridge, the tools, the program
    .target(
      name: "LNQQuantization", dependencies: ["LNQFixedPoint", "LNQData", "LNQTraining", "LNQTables"],
      swiftSettings: strict),
    .target(
      name: "LNQInterchange", dependencies: ["LNQData", "LNQTraining", "LNQFixedPoint", "LNQTables", "LNQText"],
      swiftSettings: strict),
    .target(
      name: "LNQToolchain",
      dependencies: ["CSystem", "LNQFiles", "LNQFixedPoint", "LNQRandom", "LNQTables", "LNQHardware"],
      resources: [.embedInCode("Testbenches")], swiftSettings: strict),
    .target(
      name: "LNQStudies",
      dependencies: [
        "LNQFiles", "LNQFixedPoint", "LNQData", "LNQTraining", "LNQTables", "LNQQuantization", "LNQHardware",
        "LNQMapping", "LNQEmulator", "LNQInterchange",
        "LNQSearch", "LNQToolchain", "LNQReport", "LNQText",
      ], swiftSettings: strict),
    .target(
      name: "LNQCommand",
      dependencies: [
        "CSystem", "LNQFiles", "LNQFixedPoint", "LNQRandom", "LNQData", "LNQTraining", "LNQTables", "LNQQuantization",
        "LNQHardware", "LNQInterchange", "LNQMapping", "LNQEmulator", "LNQSearch", "LNQToolchain", "LNQReport",
        "LNQStudies", "LNQText",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(name: "lnq", dependencies: ["LNQCommand"], swiftSettings: strict),

    // MARK: - Measurements (no product)
    .executableTarget(
      name: "lnq-bench", dependencies: ["LNQTraining", "LNQData", "LNQRandom"], path: "Benchmarks/lnq-bench",
      swiftSettings: strict),
    .executableTarget(
      name: "lnq-bench-tables", dependencies: ["LNQTraining", "LNQData", "LNQQuantization", "LNQTables"],
      path: "Benchmarks/lnq-bench-tables", swiftSettings: strict),
    .executableTarget(
      name: "lnq-bench-mapping", dependencies: ["LNQMapping", "LNQHardware", "LNQTables"],
      path: "Benchmarks/lnq-bench-mapping", swiftSettings: strict),
    .executableTarget(
      name: "lnq-bench-proofs", dependencies: ["LNQTestSupport", "LNQMapping", "LNQHardware", "LNQRandom"],
      path: "Benchmarks/lnq-bench-proofs", swiftSettings: strict),
    .executableTarget(
      name: "swift-example", dependencies: ["LNQData", "LNQTraining", "LNQQuantization", "LNQTables"],
      path: "examples/swift", exclude: ["README.md"], swiftSettings: strict),
    .executableTarget(
      name: "emulator-example", dependencies: ["LNQEmulator", "LNQTables"], path: "examples/emulator/swift",
      swiftSettings: strict),
    .executableTarget(
      name: "lnq-bench-emulator",
      dependencies: ["LNQEmulator", "LNQTables", "LNQFixedPoint", "LNQRandom", "LNQData", "LNQStudies"],
      path: "Benchmarks/emulator/lnq-bench-emulator", swiftSettings: strict),
    .executableTarget(
      name: "lnq-bench-encoding",
      dependencies: [
        "LNQStudies", "LNQData", "LNQFixedPoint", "LNQTables", "LNQHardware", "LNQMapping", "LNQRandom",
      ], path: "Benchmarks/encoding/lnq-bench-encoding", swiftSettings: strict),

    .executableTarget(
      name: "lnq-fuzz",
      dependencies: [
        "LNQCommand", "LNQStudies", "LNQRandom", "LNQData", "LNQTraining", "LNQQuantization", "LNQTables",
        "LNQHardware", "LNQInterchange",
        "LNQReport", "LNQText",
      ], path: "Benchmarks/fuzz", exclude: ["run"], swiftSettings: strict),

    // MARK: - Tests (mirror Sources)
    .target(
      name: "LNQTestSupport",
      dependencies: [
        "LNQFixedPoint", "LNQRandom", "LNQTables", "LNQData", "LNQTraining", "LNQQuantization", "LNQHardware",
        "LNQToolchain",
      ],
      path: "Tests/LNQTestSupport",
      swiftSettings: strict),
    .testTarget(name: "LNQFilesTests", dependencies: ["LNQTestSupport", "LNQFiles"], swiftSettings: strict),
    .testTarget(
      name: "LNQFixedPointTests", dependencies: ["LNQTestSupport", "LNQFixedPoint", "LNQRandom"], swiftSettings: strict),
    .testTarget(name: "LNQTextTests", dependencies: ["LNQText"], swiftSettings: strict),
    .testTarget(name: "LNQRandomTests", dependencies: ["LNQRandom"], swiftSettings: strict),
    .testTarget(name: "LNQSearchTests", dependencies: ["LNQSearch", "LNQRandom"], swiftSettings: strict),
    .testTarget(
      name: "LNQReportTests", dependencies: ["LNQTestSupport", "LNQReport", "LNQToolchain"],
      resources: [.copy("Snapshots")], swiftSettings: strict),
    .testTarget(
      name: "LNQDataTests", dependencies: ["LNQTestSupport", "LNQData", "LNQRandom"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "LNQTrainingTests", dependencies: ["LNQTestSupport", "LNQTraining", "LNQData", "LNQRandom"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "LNQTablesTests", dependencies: ["LNQTestSupport", "LNQTables", "LNQFixedPoint", "LNQRandom"],
      swiftSettings: strict),
    .testTarget(
      name: "LNQQuantizationTests",
      dependencies: [
        "LNQTestSupport", "LNQQuantization", "LNQTraining", "LNQData", "LNQTables", "LNQFixedPoint", "LNQRandom",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LNQHardwareTests",
      dependencies: ["LNQTestSupport", "LNQHardware", "LNQTables", "LNQFixedPoint", "LNQRandom"],
      resources: [.copy("Snapshots")], swiftSettings: strict),
    .testTarget(
      name: "LNQMappingTests",
      dependencies: ["LNQTestSupport", "LNQMapping", "LNQHardware", "LNQTables", "LNQFixedPoint", "LNQRandom"],
      swiftSettings: strict),
    .testTarget(
      name: "LNQInterchangeTests", dependencies: ["LNQTestSupport", "LNQInterchange", "LNQData", "LNQTraining"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "LNQEmulatorTests",
      dependencies: [
        "LNQTestSupport", "LNQEmulator", "CEmulator", "LNQTables", "LNQFixedPoint", "LNQRandom",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LNQToolchainTests",
      dependencies: ["LNQTestSupport", "LNQToolchain", "LNQHardware", "LNQTables", "LNQFixedPoint", "LNQRandom"],
      swiftSettings: strict),
    .testTarget(
      name: "LNQStudiesTests",
      dependencies: [
        "LNQTestSupport", "LNQStudies", "LNQData", "LNQFixedPoint", "LNQRandom", "LNQReport", "LNQTraining",
      ], swiftSettings: strict),
    .testTarget(
      name: "LNQCommandTests",
      dependencies: [
        "LNQTestSupport", "LNQCommand", "LNQEmulator", "LNQStudies", "LNQData", "LNQFixedPoint", "LNQRandom",
        "LNQReport", "LNQSearch",
        "LNQTables", "LNQToolchain", "LNQTraining",
      ],
      resources: [.copy("Snapshots")], swiftSettings: strict),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "LNQTestSupport",
        "LNQData", "LNQTraining", "LNQQuantization", "LNQTables", "LNQHardware", "LNQMapping", "LNQToolchain",
        "LNQRandom", "LNQFixedPoint",
      ], swiftSettings: strict),
  ]
)
