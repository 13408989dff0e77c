import LNQTraining

/// The programs that take part in a run.
package struct Versions: Codable, Equatable, Sendable {
  /// Of lnq itself.
  package var lnq: String
  /// Of the language that it was compiled with.
  var swift: String
  /// Of the machine and its system: `x86_64 linux`.
  var platform: String
  /// OpenBLAS and the processor that its products are for: `OpenBLAS 0.3.21 SkylakeX`; nil in runs of older versions.
  var products: String?
  /// The instruction set of the kernels for small networks: `x86-64-v4`; nil in runs of older versions.
  var kernels: String?

  /// The version that `CHANGELOG.md` tells about.
  package static let ofLNQ = "0.1.0"

  /// What is running now.
  package static var current: Versions {
    Versions(
      lnq: ofLNQ, swift: swiftVersion, platform: platformName,
      products: "\(BLASLibrary.release) \(BLASLibrary.coreName)", kernels: KernelSet.best.name)
  }

  #if swift(>=6.4)
    private static let swiftVersion = "6.4 or newer"
  #elseif swift(>=6.3)
    private static let swiftVersion = "6.3"
  #else
    private static let swiftVersion = "6.2"
  #endif

  #if arch(x86_64)
    private static let architecture = "x86_64"
  #elseif arch(arm64)
    private static let architecture = "arm64"
  #else
    private static let architecture = "another processor"
  #endif

  #if os(Linux)
    private static let platformName = architecture + " linux"
  #elseif os(macOS)
    private static let platformName = architecture + " macos"
  #else
    private static let platformName = architecture
  #endif

  /// `lnq 0.1.0`, and below it a line for each part.
  package var text: String {
    var lines = ["lnq \(lnq)", "Swift \(swift), \(platform)"]
    if let kernels { lines.append("kernels for small networks: \(kernels)") }
    if let products { lines.append("matrix products: \(products)\(hint)") }
    return lines.joined(separator: "\n")
  }

  /// That OpenBLAS could do better, which it can be only when the user has told it otherwise.
  private var hint: String {
    BLASLibrary.betterCoreName.map { " (\($0) would be faster here: unset \(BLASLibrary.coreVariable))" } ?? ""
  }
}
