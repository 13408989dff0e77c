/// What a design is synthesized for: LUTs of a size, or the cells of a family of chips.
public enum SynthesisTarget: String, Hashable, Sendable, Codable, CaseIterable {
  /// LUTs of at most so many inputs, of no vendor.
  case lut6, lut5, lut4, lut3
  /// AMD's 7 series, which has LUTs of 6 inputs.
  case xilinx
  /// Lattice's iCE40, which has LUTs of 4 inputs.
  case ice40
  /// Lattice's ECP5, which has LUTs of 4 inputs.
  case ecp5

  /// K, how many inputs a LUT has at most.
  public var lutSize: Int {
    switch self {
    case .lut6, .xilinx: 6
    case .lut5: 5
    case .lut4, .ice40, .ecp5: 4
    case .lut3: 3
    }
  }

  /// Yosys's command for it without the name of the top module. Tables are to become LUTs: no memories, no multipliers, no
  /// shift registers.
  var command: String {
    switch self {
    case .lut6, .lut5, .lut4, .lut3: "synth -flatten -lut \(lutSize)"
    case .xilinx: "synth_xilinx -flatten -noiopad -noclkbuf -nobram -nolutram -nodsp -nosrl"
    case .ice40: "synth_ice40 -abc2 -nobram"
    case .ecp5: "synth_ecp5 -abc2 -nobram -nolutram -nodsp"
    }
  }

  /// Whether Yosys calls a LUT so, where this is the target. An inverter of its own takes one too.
  func isLUT(_ cell: String) -> Bool {
    switch self {
    case .lut6, .lut5, .lut4, .lut3: cell == "$lut"
    case .xilinx: ["LUT1", "LUT2", "LUT3", "LUT4", "LUT5", "LUT6", "INV"].contains(cell)
    case .ice40: cell == "SB_LUT4"
    case .ecp5: cell == "LUT4"
    }
  }

  /// Whether Yosys calls a flip-flop so.
  func isFlipFlop(_ cell: String) -> Bool {
    switch self {
    case .lut6, .lut5, .lut4, .lut3: cell.hasPrefix("$_") && cell.contains("DFF")
    case .xilinx: cell.hasPrefix("FD")
    case .ice40: cell.hasPrefix("SB_DFF")
    case .ecp5: cell == "TRELLIS_FF"
    }
  }

  /// The chip that designs are placed on; nil where lnq knows no program for that.
  public var device: Device? {
    switch self {
    case .lut6, .lut5, .lut4, .lut3, .xilinx: nil
    case .ice40:
      Device(
        name: "iCE40 HX8K, ct256", program: .nextpnrICE40, arguments: ["--hx8k", "--package", "ct256"],
        lutCount: 7680)
    case .ecp5:
      Device(
        name: "ECP5 LFE5U-25F, CABGA381", program: .nextpnrECP5, arguments: ["--25k", "--package", "CABGA381"],
        lutCount: 24_288)
    }
  }

  /// A chip, and what places and routes for it.
  public struct Device: Hashable, Sendable {
    /// With its package.
    public let name: String
    /// A nextpnr.
    public let program: Program
    /// How it is told the chip.
    let arguments: [String]
    /// How many LUTs the chip has.
    public let lutCount: Int
  }
}
