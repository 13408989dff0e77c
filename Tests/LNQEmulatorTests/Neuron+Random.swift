import LNQFixedPoint
import LNQTables

extension Neuron {
  /// A table of codes that are drawn, in the order of its rows.
  init(
    randomTableOf inputs: [Int], _ signals: [Signal], _ output: FixedPointFormat, in pool: inout TablePool,
    using random: inout some RandomNumberGenerator
  ) {
    let table = TruthTable(addressWidth: inputs.reduce(0) { $0 + signals[$1].format.width }, output: output) { _ in
      Int.random(in: output.codes, using: &random)
    }
    self.init(
      lookups: [Lookup(table: pool.index(of: table), inputs: inputs)], requantization: nil,
      output: Signal(name: "n", quantizer: Quantizer(output)))
  }
}
