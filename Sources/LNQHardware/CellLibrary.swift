/// The hand-written cells of `rtl/`, which every design takes along.
public enum CellLibrary {
  /// All cells, in a fixed order.
  public static let files: [VerilogDesign.File] = [register, validRegister, requantize, argmax]

  private static let register = file("lnq_register.v", PackageResources.lnq_register_v)
  private static let validRegister = file("lnq_valid_register.v", PackageResources.lnq_valid_register_v)
  private static let requantize = file("lnq_requantize.v", PackageResources.lnq_requantize_v)
  private static let argmax = file("lnq_argmax.v", PackageResources.lnq_argmax_v)

  /// The cells that occur in `netlist`.
  static func files(usedBy netlist: Netlist) -> [VerilogDesign.File] {
    let used = Set(
      netlist.cells.compactMap { instance -> String? in
        switch instance.cell {
        case .register(_, reset: false): register.name
        case .register(_, reset: true): validRegister.name
        case .requantize: requantize.name
        case .argmax: argmax.name
        case .lookup, .sum: nil
        }
      })
    return files.filter { used.contains($0.name) }
  }

  private static func file(_ name: String, _ bytes: [UInt8]) -> VerilogDesign.File {
    VerilogDesign.File(name: name, text: String(decoding: bytes, as: UTF8.self))
  }
}
