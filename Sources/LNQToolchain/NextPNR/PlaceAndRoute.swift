import Foundation

/// A design on a chip, placed and routed by nextpnr: how fast it can be clocked.
public struct PlaceAndRoute: Hashable, Sendable {
  /// The seeds of placement, each of which gives another clock.
  public static let seeds = [1, 2, 3]

  /// For each seed the highest frequency at which all paths between flip-flops are fast enough, in MHz.
  public let clocksMHz: [Double]

  /// Puts a frame of registers around what Yosys made of a design, and places and routes it.
  ///
  /// In the frame (`HardwareInterface.registerFrame`) every path of the design lies between flip-flops and so counts, and it needs six
  /// pins however many bits the ports have.
  /// - Parameters:
  ///   - sources: what `YosysSynthesis` has synthesized for `target`. Logs lie beside their folder: `frame.log`, `place-1.log`.
  ///   - meanwhile: called fifty times a second or more.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed`, also of a design that is too large for the chip, `.timedOut`,
  ///   `.outOfMemory`, `.malformedOutput`, `.cannotWrite`, `.cannotRead`.
  /// - Precondition: the target has a device.
  public init(
    _ sources: VerilogSources, for target: SynthesisTarget, tools: ToolSearch, limits: ToolLimits,
    meanwhile: () -> Void
  ) throws(ToolchainError) {
    guard let device = target.device else { preconditionFailure("\(target) has no device") }
    let nextpnr = try tools.find(device.program)
    let design = try YosysSynthesis.frame(
      of: sources, for: target, tools: tools, limits: limits, meanwhile: meanwhile)
    let folder = design.deletingLastPathComponent()
    var clocks: [Double] = []
    for seed in Self.seeds {
      let report = folder.appendingPathComponent("place-\(seed).json")
      try nextpnr.run(
        device.arguments + [
          "--json", design.lastPathComponent, "--seed", "\(seed)", "--freq", Self.wantedMHz, "--timing-allow-fail",
          "--report", report.lastPathComponent,
        ], in: folder, log: folder.appendingPathComponent("place-\(seed).log"), limits: limits, meanwhile: meanwhile)
      guard
        let found = try? JSONDecoder().decode(Report.self, from: WorkFiles.read(report)),
        let clock = found.fmax.values.map(\.achieved).min()
      else { throw .malformedOutput(nextpnr.name, problem: "its report has no clock", file: report.path) }
      clocks.append(clock)
    }
    clocksMHz = clocks
  }

  /// More than these chips reach, so that nextpnr does not stop early.
  private static let wantedMHz = "500"

  private struct Report: Decodable {
    let fmax: [String: Clock]

    struct Clock: Decodable { let achieved: Double }
  }
}
