extension Netlist {
  /// A legal and distinct name for each module; the top's is the design's name, unless that is the name of something in it.
  var moduleNames: [String] {
    let layers = modules.dropFirst().map { VerilogName.identifier($0.name) }
    let inTop = Set(layers.map { "\($0)_data" } + cells.lazy.filter { $0.module == 0 }.map(\.wire.name))
    let top = VerilogName.identifier(name)
    var taken: Set<String> = []
    return ([inTop.contains(top) ? "\(top)_net" : top] + layers).enumerated().map { module, name in
      var candidate = taken.contains(name) ? "\(name)_\(module)" : name
      while !taken.insert(candidate).inserted { candidate += "_" }
      return candidate
    }
  }

  /// Checks that every wire has a name that can be printed, and that nothing else in its module has it.
  ///
  /// Printing needs more names than the wires have: `u_n3` is the instance that drives `n3`, `n3_bit` the row of its table,
  /// `layer1_data` and `u_layer1` a layer in the top, `x7` in a layer a wire from outside, `TABLE_2` a constant.
  /// - Throws: `NetlistError.wire`, `.name`.
  func checkNames() throws(NetlistError) {
    var plain = [Set<String>](repeating: [], count: modules.count)
    for instance in cells {
      let name = instance.wire.name
      if let problem = VerilogName.problem(with: name) { throw .name(name, problem) }
      guard plain[instance.module].insert(name).inserted else {
        throw .wire(name, "its module has two wires of that name")
      }
    }
    let layers = moduleNames.dropFirst()
    for taken in layers.flatMap({ ["\($0)_data", "u_\($0)"] }) where plain[0].contains(taken) {
      throw .name(taken, .taken(by: "a layer"))
    }
    let instances = Set(layers.map { "u_\($0)" })
    for instance in cells {
      let name = instance.wire.name
      if plain[instance.module].contains("u_\(name)") || instance.module == 0 && instances.contains("u_\(name)") {
        throw .name("u_\(name)", .taken(by: "the instance that drives \(name)"))
      }
      if case .lookup = instance.cell, plain[instance.module].contains("\(name)_bit") {
        throw .name("\(name)_bit", .taken(by: "the row of the table that drives \(name)"))
      }
    }
  }
}
