import LNQData
import LNQRandom

/// How much the values of the edges of additive layers vary over some training rows.
struct EdgeSpreads {
  /// The mean and the standard deviation of an edge's values, in steps of its layer's codes before rounding.
  struct Edge {
    var mean = 0.0
    var deviation = 0.0
  }

  /// Of each layer of edges, in the order of `Network.allPlaces`: one for each edge, output · inputs + input; of pruned ones 0.
  let layers: [[Edge]]

  /// How many rows are looked at, or all when there are fewer.
  private static let rowCount = 4096

  /// - Throws: `TrainingError` when the rows do not suit the network.
  init(of network: Network, over rows: LabelledRows, generator: inout SplitMix64) throws(TrainingError) {
    let count = min(rows.count, Self.rowCount)
    let executor = NetworkExecutor<Float>(network, batchSize: count)
    let chosen = (0..<count).map { _ in Int32(RandomDraws.index(below: rows.count, from: &generator)) }
    try executor.load(rows, at: chosen[...])
    _ = executor.evaluationPass(count: count)
    let outputs = executor.allOutputs(count: count)
    var layers: [[Edge]] = []
    /// `input` is what goes into the first place: nil for the rows' features, which no additive layer reads.
    func walk(_ places: [LayerPlace], _ input: [Float]?) {
      var input = input
      for place in places {
        if let layer = KANLinear(network, at: place), let input {
          layers.append(Self.edges(of: layer, values: input, rowCount: count))
        }
        for branch in place.branches { walk(branch, input) }
        input = outputs[place.index]
      }
    }
    walk(network.places, nil)
    self.layers = layers
  }

  /// An edge's value is computed once for each of the few values that its input has.
  private static func edges(of layer: KANLinear, values: [Float], rowCount: Int) -> [Edge] {
    let width = layer.shape.inputCount
    var counts = [[Float: Int]](repeating: [:], count: width)
    for (index, value) in values.enumerated() { counts[index % width][value, default: 0] += 1 }
    let points = counts.map { $0.sorted { $0.key < $1.key } }
    var edges = [Edge](repeating: Edge(), count: layer.shape.edgeCount)
    for (output, inputs) in layer.connections.enumerated() {
      for input in inputs {
        let function = layer.edge(output: output, input: input)
        let (mean, square) = points[input].reduce((0.0, 0.0)) { sums, point in
          let value = function(Double(point.key)) / layer.quantizer.scale
          let share = Double(point.value) / Double(rowCount)
          return (sums.0 + share * value, sums.1 + share * value * value)
        }
        edges[output * width + input] = Edge(
          mean: mean, deviation: max(0, square - mean * mean).squareRoot())
      }
    }
    return edges
  }
}

extension Network {
  /// How many edges its additive layers have, and had before any was pruned; nil without such layers.
  public var edgeCount: (left: Int, all: Int)? {
    let counts = allPlaces.compactMap { place -> (left: Int, all: Int)? in
      guard case .kanLinear(let shape) = place.layer else { return nil }
      return (connections(at: place)?.reduce(0) { $0 + $1.count } ?? 0, shape.edgeCount)
    }
    return counts.isEmpty ? nil : counts.reduce((0, 0)) { ($0.0 + $1.left, $0.1 + $1.all) }
  }
}

extension Layer {
  /// Whether it has edges.
  var isAdditive: Bool { if case .kanLinear = self { true } else { false } }
}

extension ConnectionSearch {
  /// Prunes the edges whose values vary by less than `threshold` steps; of each output the one that varies most stays.
  ///
  /// The mean of what is pruned goes to that one's spline: a number that is added to all coefficients is added to its values.
  func pruned(_ network: Network, below threshold: Double, _ spreads: EdgeSpreads) -> Change {
    var change = Change(network: network, memory: [])
    for (place, edges) in zip(network.allPlaces.filter(\.layer.isAdditive), spreads.layers) {
      guard case .kanLinear(let shape) = place.layer, let layer = KANLinear(network, at: place),
        let sparseIndex = place.sparseIndex
      else { continue }
      let first = place.firstParameter
      for (output, inputs) in layer.connections.enumerated() {
        func edge(_ input: Int) -> EdgeSpreads.Edge { edges[output * shape.inputCount + input] }
        let strongest = inputs[Self.order(inputs.map { Float(edge($0).deviation) })[0]]
        let pruned = inputs.filter { $0 != strongest && edge($0).deviation < threshold }
        guard !pruned.isEmpty else { continue }
        let rest = Float(pruned.reduce(0) { $0 + edge($1).mean } * layer.quantizer.scale)
        for coefficient in shape.places(output: output, input: strongest).spline {
          change.network.parameters[first + coefficient] += rest
        }
        for input in pruned {
          let places = shape.places(output: output, input: input)
          for number in [places.base] + Array(places.spline) {
            change.network.parameters[first + number] = 0
            change.memory.append(OptimizerMemoryMove(place: first + number, source: nil))
          }
        }
        change.network.connections[sparseIndex][output] = inputs.filter { !pruned.contains($0) }
      }
    }
    return change
  }
}
