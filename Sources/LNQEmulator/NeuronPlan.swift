import LNQFixedPoint
import LNQTables

/// What a neuron becomes, before its operations are chosen: one table, or a sum of tables.
///
/// Tables of one input that nobody but them reads, such as those of batch normalization and quantizer after a sum, are already part
/// of the neuron before them.
struct NeuronPlan {
  /// A table of a sum. Its values are those of the rows, the first input in the lowest bits of their numbers.
  struct Part {
    let inputs: [Int]
    let widths: [Int]
    let values: [Int]
    let range: ClosedRange<Int>
    /// nil when the inputs do not fit an address of 8 bits.
    let layout: AddressLayout?

    var span: Int { range.upperBound - range.lowerBound }
  }

  /// From a sum to the code of the last neuron.
  struct Ending {
    let requantization: Requantization?
    /// Each table that follows, with the format of the code that addresses it.
    let tables: [(table: TruthTable, input: FixedPointFormat)]
    let format: FixedPointFormat

    /// The code's bit pattern.
    func callAsFunction(_ sum: Int) -> UInt32 {
      var code = requantization?(sum) ?? sum
      for (table, input) in tables { code = table[Int(input.bitPattern(of: code))] }
      return format.bitPattern(of: code)
    }
  }

  enum Operation {
    /// One table.
    case table(TruthTable, inputs: [Int])
    /// A sum that fits 16 bits, of parts that each have a layout; its code has at most 8 bits.
    case narrowSum([Part], constant: Int, Ending)
    /// Any other sum, which fits the format.
    case wideSum([Part], constant: Int, FixedPointFormat, Requantization)
  }

  let operation: Operation
  /// The signal that it computes: of the last neuron that is part of it.
  let signal: Int
  let format: FixedPointFormat

  /// The plans of all live neurons, in an order in which each reads only earlier ones.
  static func plans(of network: TableNetwork) throws(EmulatorError) -> [NeuronPlan] {
    let signals = network.signals
    let neurons = network.neurons.map(\.neuron)
    let live = network.liveSignals
    var readers = [[Int]](repeating: [], count: signals.count)
    for (index, neuron) in neurons.enumerated() where live[network.inputs.count + index] {
      for lookup in neuron.lookups { for input in lookup.inputs { readers[input].append(index) } }
    }
    let outputs = Set(network.outputs)
    var isPart = [Bool](repeating: false, count: neurons.count)
    var plans: [NeuronPlan] = []
    for (index, neuron) in neurons.enumerated() where live[network.inputs.count + index] && !isPart[index] {
      // The neurons that read the one before, alone, and are its only readers.
      var chain = [index]
      while true {
        let signal = network.inputs.count + (chain.last ?? index)
        guard !outputs.contains(signal), readers[signal].count == 1 else { break }
        let reader = neurons[readers[signal][0]]
        guard reader.lookups.count == 1, reader.lookups[0].inputs == [signal], reader.requantization == nil else {
          break
        }
        chain.append(readers[signal][0])
      }
      let tables = zip(chain, chain.dropFirst()).map {
        (network.tables[neurons[$1].lookups[0].table], neurons[$0].output.format)
      }
      let last = network.inputs.count + (chain.last ?? index)
      let ending = Ending(requantization: neuron.requantization, tables: tables, format: signals[last].format)
      let plan = try NeuronPlan(neuron, index: index, in: network, signals.map(\.format), ending, last: last)
      if plan.signal == last { for part in chain.dropFirst() { isPart[part] = true } }
      plans.append(plan)
    }
    return plans
  }

  private init(
    _ neuron: Neuron, index: Int, in network: TableNetwork, _ formats: [FixedPointFormat], _ ending: Ending, last: Int
  ) throws(EmulatorError) {
    var (parts, constant): ([Part], Int) = ([], 0)
    for lookup in neuron.lookups {
      let (table, inputs) = network.tables[lookup.table]
        .removingUnusedInputs(lookup.inputs, widths: lookup.inputs.map { formats[$0].width })
      if inputs.isEmpty {
        constant += table[0]
      } else {
        parts.append(Part(inputs, inputs.map { formats[$0].width }, (0..<table.rowCount).map { table[$0] }))
      }
    }
    guard parts.count > 1 else {
      (signal, format) = (last, ending.format)
      let part = parts.first
      let patterns = (part?.values ?? [0]).map { ending(constant + $0) }
      let table = TruthTable(addressWidth: part?.widths.reduce(0, +) ?? 0, output: format, bitPatterns: patterns)
      let result = table.removingUnusedInputs(part?.inputs ?? [], widths: part?.widths ?? [])
      operation = .table(result.table, inputs: result.inputs)
      return
    }
    let isNarrow =
      parts.allSatisfy { $0.layout != nil }
      && parts.reduce(1 << (ending.requantization?.shift ?? 0)) { $0 + $1.span } <= Int(UInt16.max)
    if isNarrow, ending.format.width <= 8 {
      (signal, format) = (last, ending.format)
      operation = .narrowSum(parts, constant: constant, ending)
      return
    }
    (signal, format) = (network.inputs.count + index, neuron.output.format)
    if isNarrow, format.width <= 8 {
      let own = Ending(requantization: ending.requantization, tables: [], format: format)
      operation = .narrowSum(parts, constant: constant, own)
      return
    }
    // Both hold for every network: a sum has a requantization and a format of at most 32 bits.
    guard let requantization = neuron.requantization, let sum = try? network.sumFormat(of: neuron) else {
      throw .tooLarge("a sum of more than 32 bits")
    }
    operation = .wideSum(parts, constant: constant, sum, requantization)
  }
}

extension NeuronPlan.Part {
  init(_ inputs: [Int], _ widths: [Int], _ values: [Int]) {
    (self.inputs, self.widths, self.values) = (inputs, widths, values)
    range = (values.min() ?? 0)...(values.max() ?? 0)
    layout = AddressLayout(widths: widths)
  }
}
