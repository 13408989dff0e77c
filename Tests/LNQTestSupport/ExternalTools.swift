import Foundation
import LNQToolchain
import Testing

/// The programs that tests run, and folders to run them in.
public enum ExternalTools {
  /// The search that the tests use.
  public static let search = ToolSearch(environment: ProcessInfo.processInfo.environment)

  /// Whether a missing tool is a failure: with `LNQ_REQUIRE_TOOLS=1`.
  public static var areRequired: Bool { ProcessInfo.processInfo.environment["LNQ_REQUIRE_TOOLS"] == "1" }

  /// With `LNQ_REQUIRE_TOOLS=1` a missing tool fails the tests; otherwise they are skipped.
  public static func has(_ programs: Program...) -> Bool {
    areRequired || programs.allSatisfy { (try? search.find($0)) != nil }
  }

  /// The program tidy, which checks HTML and which lnq itself does not use; nil where it is not on PATH.
  public static var tidy: ExternalTool? {
    let folders = search.path.split(separator: ":")
    guard let path = folders.map({ "\($0)/tidy" }).first(where: FileManager.default.isExecutableFile) else {
      return nil
    }
    return ExternalTool(name: "tidy", path: path, environment: search.environment)
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

  /// Runs a test only where ABC is.
  public static var needsABC: Self {
    .enabled(if: ExternalTools.has(.abc), "berkeley-abc is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// Runs a test only where Yosys and ABC are.
  public static var needsProofTools: Self {
    .enabled(
      if: ExternalTools.has(.yosys, .abc), "yosys or berkeley-abc is not installed; LNQ_REQUIRE_TOOLS=1 demands them")
  }

  /// Runs a test only where Yosys is.
  public static var needsYosys: Self {
    .enabled(if: ExternalTools.has(.yosys), "yosys is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// Runs a test only where all that makes and reads bitstreams for iCE40 is, and Verilator.
  public static var needsBoardTools: Self {
    .enabled(
      if: ExternalTools.has(.yosys, .nextpnrICE40, .icepack, .iceboxVlog, .verilator, .make),
      "yosys, nextpnr-ice40, fpga-icestorm or verilator is not installed; LNQ_REQUIRE_TOOLS=1 demands them")
  }

  /// Runs a test only where Yosys and nextpnr for iCE40 are.
  public static var needsNextPNR: Self {
    .enabled(
      if: ExternalTools.has(.yosys, .nextpnrICE40),
      "yosys or nextpnr-ice40 is not installed; LNQ_REQUIRE_TOOLS=1 demands them")
  }

  /// Runs a test only where curl is.
  public static var needsCurl: Self {
    .enabled(if: ExternalTools.has(.curl), "curl is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// For tests that take minutes in a debug build: `LNQ_SLOW_TESTS=1 make test` runs them.
  public static var slow: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["LNQ_SLOW_TESTS"] == "1", "it takes minutes: LNQ_SLOW_TESTS=1 runs it")
  }

  /// Runs a test only where gnuplot is.
  public static var needsGnuplot: Self {
    .enabled(if: ExternalTools.has(.gnuplot), "gnuplot is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// Runs a test only where Graphviz is.
  public static var needsGraphviz: Self {
    .enabled(if: ExternalTools.has(.dot), "Graphviz is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }

  /// Runs a test only where tidy is.
  public static var needsTidy: Self {
    .enabled(
      if: ExternalTools.areRequired || ExternalTools.tidy != nil,
      "tidy is not installed; LNQ_REQUIRE_TOOLS=1 demands it")
  }
}
