import LNQData
import LNQRandom

/// Outputs that were drawn anew between two epochs.
public struct Revival: Sendable, Hashable, Codable {
  /// After how many complete epochs.
  public let epoch: Int
  /// Their indices, ascending.
  public let outputs: [Int]

  /// Puts both together.
  public init(epoch: Int, outputs: [Int]) {
    (self.epoch, self.outputs) = (epoch, outputs)
  }
}

/// What is in front of the outputs of a network that ends with a ReLU.
///
/// An output that is 0 on every row has no gradient any more: its class is lost, unless its numbers are drawn anew.
struct RectifiedHead {
  /// The `Linear`.
  let linear: LayerPlace
  /// The batch normalization between it and the ReLU.
  let normalization: LayerPlace?

  /// - Returns: nil for a network that ends otherwise than with `Linear`, perhaps `BatchNorm1d`, and `ReLU` or `QuantReLU`.
  init?(_ network: Network) {
    var places = network.places.filter { !$0.layer.movesOnly }[...]
    switch places.popLast()?.layer {
    case .elementwise(.relu): break
    case .quantizer(let settings) where settings.kind == .relu: break
    default: return nil
    }
    guard var last = places.popLast() else { return nil }
    if case .batchNorm1d = last.layer {
      normalization = last
      guard let next = places.popLast() else { return nil }
      last = next
    } else {
      normalization = nil
    }
    guard case .linear = last.layer else { return nil }
    linear = last
  }

  /// Gives outputs the numbers of a network that begins: weights and bias as `Network.init` draws them, and the identity as batch
  /// normalization.
  ///
  /// - Returns: where the parameters are that the optimizer has to forget.
  func redraw(_ outputs: [Int], of network: inout Network, from generator: inout SplitMix64) -> [Int] {
    guard case .linear(let inputCount, _, _, let fanIn) = linear.layer else { return [] }
    let bound = 1 / Float(fanIn ?? inputCount).squareRoot()
    let connections = network.connections(at: linear)
    var places: [Int] = []
    for output in outputs {
      for (tensor, range) in linear.tensors {
        let width = tensor.shape.count == 2 ? inputCount : 1
        for index in 0..<width {
          let isSeen = tensor.shape.count < 2 || connections?[output].contains(index) ?? true
          let value = RandomDraws.uniform(bound, from: &generator)
          network.parameters[range.lowerBound + output * width + index] = isSeen ? value : 0
          places.append(range.lowerBound + output * width + index)
        }
      }
      for (tensor, range) in normalization?.tensors ?? [] where tensor.role != .counter {
        let place = range.lowerBound + output
        if tensor.isTrained {
          network.parameters[place] = tensor.start
          places.append(place)
        } else {
          network.statistics[place] = tensor.start
        }
      }
    }
    return places
  }
}

extension Network {
  /// The outputs that are 0 on all of these rows, in evaluation mode.
  ///
  /// It reads no more rows than it takes to see each output above 0.
  /// - Throws: `TrainingError` when the rows do not suit the network.
  func silentOutputs(over rows: LabelledRows) throws(TrainingError) -> [Int] {
    let executor = executor(batchSize: min(rows.count, Evaluation.batchSize))
    var silent = Array(0..<outputCount)
    var start = 0
    while start < rows.count, !silent.isEmpty {
      let range = start..<min(start + executor.batchSize, rows.count)
      try executor.load(rows, range: range)
      _ = executor.evaluationPass(count: range.count)
      let logits = executor.logits(count: range.count)
      silent = silent.filter { output in
        stride(from: output, to: logits.count, by: outputCount).allSatisfy { logits[$0] == 0 }
      }
      start = range.upperBound
    }
    return silent
  }
}
