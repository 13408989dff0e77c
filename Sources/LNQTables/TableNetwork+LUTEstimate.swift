extension TableNetwork {
  /// How large the network's circuit is by formula, before any synthesis.
  public struct LUTEstimate: Hashable, Sendable, Codable {
    /// Six-input LUTs of all lookups of live neurons: `TruthTable.lutEstimate` of each, where X counts only address bits on
    /// which the table depends.
    public var lookups: Int
    /// Bits of the adders that sum the parts of assembled neurons, one LUT with its carry each: for p parts p − 1 times the
    /// width of the exact sum.
    public var adderBits: Int

    /// Puts both together.
    public init(lookups: Int, adderBits: Int) {
      self.lookups = lookups
      self.adderBits = adderBits
    }
  }

  /// Lookups and adders of the neurons that reach an output, each counted where it stands: equal tables are not shared.
  public var lutEstimate: LUTEstimate { lutEstimates.total }

  /// The same of each layer.
  public var lutEstimates: [LUTEstimate] {
    let live = liveSignals
    let lutCounts = tables.map { table in
      TruthTable.lutEstimate(
        addressWidth: (0..<table.addressWidth).count { table.depends(on: $0..<$0 + 1) }, outputWidth: table.output.width
      )
    }
    var estimates = layers.map { _ in LUTEstimate(lookups: 0, adderBits: 0) }
    for (index, (layer, neuron)) in neurons.enumerated() where live[inputs.count + index] {
      var estimate = estimates[layer]
      defer { estimates[layer] = estimate }
      for lookup in neuron.lookups { estimate.lookups += lutCounts[lookup.table] }
      guard neuron.lookups.count > 1 else { continue }
      let ranges = neuron.lookups.map { tables[$0.table].output }
      let low = ranges.reduce(0) { $0 + $1.minimumCode }
      let high = ranges.reduce(0) { $0 + $1.maximumCode }
      let magnitude = max(high, -low - 1)
      let width = (Int.bitWidth - magnitude.leadingZeroBitCount) + (low < 0 ? 1 : 0)
      estimate.adderBits += (neuron.lookups.count - 1) * width
    }
    return estimates
  }
}

extension [TableNetwork.LUTEstimate] {
  /// All layers together.
  public var total: TableNetwork.LUTEstimate {
    TableNetwork.LUTEstimate(
      lookups: reduce(0) { $0 + $1.lookups }, adderBits: reduce(0) { $0 + $1.adderBits })
  }
}

extension TruthTable {
  /// How many six-input LUTs an FPGA needs for the table, by the formula of the LogicNets paper (Umuroglu et al., FPL 2020).
  ///
  /// For X address bits and Y output bits Y / 3 · (2^(X − 4) − (−1)^X), and Y for X ≤ 6. It knows nothing of the contents: a
  /// synthesizer finds less.
  public var lutEstimate: Int { Self.lutEstimate(addressWidth: addressWidth, outputWidth: output.width) }

  /// The formula for a table of this shape; 0 without address bits, a constant.
  ///
  /// - Precondition: `addressWidth` lies in 0...40.
  public static func lutEstimate(addressWidth: Int, outputWidth: Int) -> Int {
    precondition((0...40).contains(addressWidth), "a table with \(addressWidth) address bits")
    if addressWidth == 0 { return 0 }
    if addressWidth <= 6 { return outputWidth }
    // 2^(X − 4) is 1 more or less than a multiple of 3, by the parity of X.
    let sign = addressWidth.isMultiple(of: 2) ? 1 : -1
    return outputWidth * ((1 << (addressWidth - 4)) - sign) / 3
  }
}
