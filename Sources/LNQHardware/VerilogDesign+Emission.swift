import LNQTables

extension VerilogDesign {
  /// Prints a netlist: the same netlist and options give the same bytes.
  ///
  /// `sources` are lnq's cells that the netlist uses, in the case spelling the tables, then the layers, then the top. `companions` are `<module>.json` (a
  /// `HardwareInterface`), `<module>.h` and `<module>.f` (the list of sources).
  public init(emitting netlist: Netlist, options: EmissionOptions = EmissionOptions()) {
    let partition = NetlistPartition(netlist)
    let interface = HardwareInterface(of: netlist, module: partition.moduleNames[0])
    let writer = ModuleWriter(partition: partition, spelling: options.spelling)
    var sources = CellLibrary.files(usedBy: netlist) + writer.tableModules()
    for module in netlist.modules.indices.dropFirst() where !partition.parts[module].outputs.isEmpty {
      sources.append(File(name: "\(ModuleWriter.file(of: module, in: partition)).v", text: writer.layer(module)))
    }
    sources.append(File(name: "\(interface.module).v", text: writer.top(interface)))
    self.init(
      interface: interface, sources: sources,
      companions: [
        File(name: "\(interface.module).json", text: interface.json),
        File(name: "\(interface.module).h", text: interface.cHeader),
        File(name: "\(interface.module).f", text: sources.map { "\($0.name)\n" }.joined()),
      ],
      probes: Self.probes(of: partition))
  }

  private static func probes(of partition: NetlistPartition) -> [Probe] {
    let netlist = partition.netlist
    return netlist.cells.enumerated().compactMap { index, instance in
      guard instance.module == 0 || !partition.parts[instance.module].outputs.isEmpty else { return nil }
      let prefix = instance.module == 0 ? "" : "u_\(partition.moduleNames[instance.module])."
      return Probe(
        wire: netlist.firstCellWire + index, path: prefix + instance.wire.name, width: instance.wire.format.width,
        meaning: instance.wire.meaning)
    }
  }
}
