import Foundation
import LNQToolchain
import Testing

/// The programs that tests run, and folders to run them in.
public enum ExternalTools {
  /// The search that the tests use.
  public static let search = ToolSearch(environment: ProcessInfo.processInfo.environment)

  /// With `LNQ_REQUIRE_TOOLS=1` a missing tool fails the tests; otherwise they are skipped.
  public static func has(_ programs: Program...) -> Bool {
    ProcessInfo.processInfo.environment["LNQ_REQUIRE_TOOLS"] == "1"
      || programs.allSatisfy { (try? search.find($0)) != nil }
  }

  /// A folder of that name below the package's build folder; with a space, which `make` does not like.
  public static func folder(_ name: String) throws -> URL {
    let folder = Repository.root.appending(path: ".build/test folders").appending(path: name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// The same, empty.
  public static func emptyFolder(_ name: String) throws -> URL {
    try FileManager.default.removeItem(at: try folder(name))
    return try folder(name)
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs a test only where Verilator is.
  public static var needsVerilator: Self {
    .enabled(
      if: ExternalTools.has(.verilator, .make), "verilator or make is not installed; LNQ_REQUIRE_TOOLS=1 demands them")
  }

  /// Runs a test only where Icarus Verilog is.
  public static var needsIcarus: Self {
    .enabled(if: ExternalTools.has(.iverilog, .vvp), "iverilog is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// Runs a test only where curl is.
  public static var needsCurl: Self {
    .enabled(if: ExternalTools.has(.curl), "curl is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }
}
