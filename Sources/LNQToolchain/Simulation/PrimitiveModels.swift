import LNQHardware

extension VerilogDesign {
  /// The same design with models of the vendor's primitives that it is made of among its companions, for simulators; the design
  /// itself where it has none.
  public func addingModels(of primitives: EmissionOptions.Primitives) -> VerilogDesign {
    switch primitives {
    case .none: self
    case .xilinx: adding("lnq_xilinx.v", PackageResources.lnq_xilinx_v)
    case .yosys: adding("lnq_yosys.v", PackageResources.lnq_yosys_v)
    }
  }

  private func adding(_ name: String, _ text: [UInt8]) -> VerilogDesign {
    VerilogDesign(
      interface: interface, sources: sources,
      companions: companions + [File(name: name, text: String(decoding: text, as: UTF8.self))])
  }
}
