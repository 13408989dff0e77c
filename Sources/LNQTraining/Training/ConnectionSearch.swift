internal import Foundation
import LNQRandom

/// A `SparsityMethod` in a run with a known number of steps: when connections change, and to what.
///
/// All of it is a function of the network, the number of the step and the seed, so that a run that was stopped needs to
/// save nothing of it.
struct ConnectionSearch {
  /// What is different after a change.
  struct Change {
    /// With the new connections.
    var network: Network
    /// What an optimizer remembers of the parameters whose meaning changed.
    var memory: [OptimizerMemoryMove]
  }

  let method: SparsityMethod
  /// The number of steps after which connections stay, T; below that of the run.
  let lastStep: Int
  private let seed: UInt64

  /// - Precondition: `steps` > 0.
  init(_ method: SparsityMethod, steps: Int, seed: UInt64) {
    self.method = method
    self.seed = seed
    lastStep = min(steps - 1, Int(method.until * Double(steps)))
  }

  /// Whether connections change after this many steps.
  func isDue(after steps: Int) -> Bool {
    switch method {
    case .magnitude(_, let interval), .threshold(_, _, let interval):
      steps == lastStep || steps < lastStep && steps > 0 && steps.isMultiple(of: interval)
    case .regrow(_, _, _, let interval): steps > 0 && steps < lastStep && steps.isMultiple(of: interval)
    case .groupLasso: steps == lastStep
    }
  }

  /// Whether the network after this many steps has no more connections than it may have in the end.
  func isFinal(after steps: Int) -> Bool {
    switch method {
    case .regrow: true
    case .magnitude, .groupLasso, .threshold: steps > lastStep
    }
  }

  /// t/T.
  func share(after steps: Int) -> Double { lastStep == 0 ? 1 : min(1, Double(steps) / Double(lastStep)) }

  /// The generator for the change after this many steps.
  func generator(after steps: Int) -> SplitMix64 { SplitMix64(seed: seed, stream: UInt64(steps)) }

  /// The network with the connections that it has from now on.
  ///
  /// - Parameters:
  ///   - gradients: dW of a network without masks, of every layer with connections in order, each as its
  ///     weight is laid out; asked for only when connections grow by their gradients.
  ///   - spreads: how much the edges' values vary; asked for only when edges are pruned by that.
  func change(
    of network: Network, after steps: Int, generator: inout SplitMix64,
    gradients: (inout SplitMix64) throws(TrainingError) -> DenseGradients,
    spreads: (inout SplitMix64) throws(TrainingError) -> EdgeSpreads
  ) throws(TrainingError) -> Change {
    switch method {
    case .threshold(let edge, _, _):
      return pruned(network, below: edge * share(after: steps), try spreads(&generator))
    case .magnitude:
      let rest = pow(1 - share(after: steps), 3)
      return pruned(network) { inputCount, fanIn in
        fanIn + Int((Double(max(0, inputCount - fanIn)) * rest).rounded(.up))
      }
    case .groupLasso:
      return pruned(network) { $1 }
    case .regrow(let regrowth, let dropFraction, _, _):
      let share = dropFraction * (1 + cos(Double.pi * share(after: steps))) / 2
      let dense: DenseGradients? = regrowth == .gradient ? try gradients(&generator) : nil
      return regrown(network, share: share, gradients: dense, generator: &generator)
    }
  }
}

extension Network {
  /// The same network, each `Linear` with a fan-in connected with all of its inputs; weights that were not there are 0.
  var fullyConnected: Network {
    var network = self
    for linear in sparseLinears {
      network.connections[linear.sparseIndex] = connections[linear.sparseIndex].map { _ in Array(0..<linear.inputCount)
      }
    }
    return network
  }

  /// Each `Linear` with a fan-in: its sizes, the index of its connections, and where its weights begin.
  var sparseLinears: [(inputCount: Int, fanIn: Int, sparseIndex: Int, offset: Int)] {
    allPlaces.compactMap { place in
      guard case .linear(let inputCount, _, _, let fanIn?) = place.layer, let sparseIndex = place.sparseIndex else {
        return nil
      }
      return (inputCount, fanIn, sparseIndex, place.firstParameter)
    }
  }

  /// Whether no output has more inputs than its layer's fan-in.
  var isWithinFanIn: Bool {
    sparseLinears.allSatisfy { linear in connections[linear.sparseIndex].allSatisfy { $0.count <= linear.fanIn } }
  }

  /// Whether a layer has a fan-in.
  var hasFanIn: Bool { allPlaces.contains { $0.sparseIndex != nil && !$0.layer.isAdditive } }

  /// Whether a layer has edges.
  var hasEdges: Bool { allPlaces.contains { $0.layer.isAdditive } }

  /// Whether a layer has neurons that are more than a weighted sum.
  var hasNeuronLayer: Bool { allPlaces.contains { if case .neurons = $0.layer { true } else { false } } }
}

extension ConnectionSearch {
  /// Each output of a `Linear` with a fan-in keeps its largest weights, the first of equals.
  ///
  /// - Parameter count: how many, for a number of inputs and a fan-in.
  func pruned(_ network: Network, to count: (_ inputCount: Int, _ fanIn: Int) -> Int) -> Change {
    var moves: [OptimizerMemoryMove] = []
    var pruned = network
    for linear in network.sparseLinears {
      let count = count(linear.inputCount, linear.fanIn)
      for (output, inputs) in network.connections[linear.sparseIndex].enumerated() {
        let row = linear.offset + output * linear.inputCount
        let order = Self.order(inputs.map { abs(network.parameters[row + $0]) })
        for dropped in order.dropFirst(count) {
          pruned.parameters[row + inputs[dropped]] = 0
          moves.append(OptimizerMemoryMove(place: row + inputs[dropped], source: nil))
        }
        pruned.connections[linear.sparseIndex][output] = order.prefix(count).map { inputs[$0] }.sorted()
      }
    }
    return Change(network: pruned, memory: moves)
  }

  /// The indices of `scores`, the largest score first, the first of equals.
  static func order(_ scores: [Float]) -> [Int] {
    scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
  }
}
