import LNQTraining

/// A stretch of a float network that becomes one layer of tables: elementwise layers, a Linear, what folds into it, a ReLU.
///
/// Each output is Σ weight · activation(input) + bias, in Double, then max(·, 0) if `hasReLU`.
struct Block {
  /// One output's inputs, weights and bias.
  struct Output {
    var bias: Double
    var inputs: [(index: Int, weight: Double)]
  }

  /// What happens to each input before the weights.
  let activations: [[Elementwise]]
  /// The outputs, with BatchNorm after the Linear folded in.
  var outputs: [Output]
  /// Whether negative outputs become 0.
  var hasReLU = false
  /// The indices of the float layers.
  var layers: [Int]
}

extension Block {
  /// Divides a network: a block ends after the ReLU that follows its Linear, or where the next Linear begins.
  ///
  /// A BatchNorm directly after a Linear is folded into its weights; BatchNorm and ReLU before a Linear become a function of
  /// each input. Elementwise layers at the end, with no Linear after them, are a block with one input for each output.
  static func divide(_ network: Network) -> [Block] {
    var blocks: [Block] = []
    var width = network.inputCount
    var activations = [[Elementwise]](repeating: [], count: width)
    var pending: [Int] = []
    var open: Block?
    func close() {
      guard let block = open else { return }
      blocks.append(block)
      width = block.outputs.count
      activations = [[Elementwise]](repeating: [], count: width)
      open = nil
    }
    for (index, layer) in network.layers.enumerated() {
      switch layer {
      case .linear(let linear):
        close()
        open = Block(activations: activations, outputs: outputs(of: linear), layers: pending + [index])
        pending = []
      case .batchNorm1d(let norm):
        if open != nil {
          open?.fold(norm)
          open?.layers.append(index)
        } else {
          for feature in 0..<width { activations[feature].append(.batchNorm(norm, feature: feature)) }
          pending.append(index)
        }
      case .relu:
        if open != nil {
          open?.hasReLU = true
          open?.layers.append(index)
          close()
        } else {
          for feature in 0..<width { activations[feature].append(.relu) }
          pending.append(index)
        }
      case .dropout: break
      }
    }
    close()
    if !pending.isEmpty {
      let outputs = (0..<width).map { Output(bias: 0, inputs: [($0, 1)]) }
      let endsInReLU = activations.first?.last == .relu
      blocks.append(Block(activations: activations, outputs: outputs, hasReLU: endsInReLU, layers: pending))
    }
    return blocks
  }

  /// A Linear's rows without the inputs that its fan-in mask excludes and without weights of 0.
  private static func outputs(of linear: Linear) -> [Output] {
    (0..<linear.outputCount).map { output in
      let row = output * linear.inputCount
      let indices = linear.connections?[output] ?? Array(0..<linear.inputCount)
      return Output(
        bias: linear.bias.map { Double($0[output]) } ?? 0,
        inputs: indices.map { ($0, Double(linear.weight[row + $0])) }.filter { $0.1 != 0 })
    }
  }

  private mutating func fold(_ norm: BatchNorm1d) {
    for output in outputs.indices {
      guard case .affine(let scale, let offset) = Elementwise.batchNorm(norm, feature: output) else { continue }
      outputs[output].bias = outputs[output].bias * scale + offset
      outputs[output].inputs = outputs[output].inputs.map { ($0.index, $0.weight * scale) }
    }
  }
}
