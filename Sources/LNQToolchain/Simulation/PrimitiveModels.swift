import LNQHardware

extension VerilogDesign {
  /// The same design with models of the vendor's primitives that it is made of among its companions, for simulators; the design
  /// itself where it has none.
  public func addingModels(of primitives: EmissionOptions.Primitives) -> VerilogDesign {
    switch primitives {
    case .none: self
    case .xilinx:
      VerilogDesign(
        interface: interface, sources: sources,
        companions: companions + [
          File(name: "lnq_xilinx.v", text: String(decoding: PackageResources.lnq_xilinx_v, as: UTF8.self))
        ])
    }
  }
}
