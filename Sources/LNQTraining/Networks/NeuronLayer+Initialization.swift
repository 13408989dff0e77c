import LNQRandom

extension NeuronLayer {
  /// Neurons whose values have a variance of about 1 when the inputs have a mean square of 1.
  ///
  /// For each sub-neuron `fanIn` distinct inputs are drawn, all choices equally likely, then all parameters, uniform in ±bound:
  /// - linear: √(3/k) for the weights; 1/√k for the bias, as PyTorch's
  /// - polynomial: √(3/M) for all of the M coefficients
  /// - sub-network: √(3/n) for the weights of an affine function of n inputs, √(6/n) after a ReLU, which halves the mean
  ///   square (He et al., 2015); both divided by √2 where a shortcut is added. 1/√n for the biases.
  init(_ shape: NeuronShape, generator: inout SplitMix64) {
    let connections = (0..<shape.subNeuronCount).map { _ in
      Draw.distinct(shape.fanIn, below: shape.inputCount, from: &generator)
    }
    let bounds = shape.function.initialBounds(fanIn: shape.fanIn)
    let weight = (0..<shape.subNeuronCount).flatMap { _ in bounds.map { Draw.uniform($0, from: &generator) } }
    self.init(shape: shape, connections: connections, weight: weight)
  }
}

extension NeuronFunction {
  /// For each parameter of a neuron the bound of its initial value.
  fileprivate func initialBounds(fanIn: Int) -> [Float] {
    switch self {
    case .linear: Self.bounds(inputCount: fanIn, outputCount: 1, meanSquare: 1, share: 1)
    case .polynomial:
      Array(repeating: (3 / Float(parameterCount(fanIn: fanIn))).squareRoot(), count: parameterCount(fanIn: fanIn))
    case .network(let hidden, let depth, let skip):
      SubNetworkShape(inputCount: fanIn, hidden: hidden, depth: depth, skip: skip).stages.enumerated().flatMap {
        index, stage in
        let share: Float = stage.shortcut == nil ? 1 : 0.5
        let layers = stage.layers.enumerated().flatMap { depth, layer in
          Self.bounds(
            inputCount: layer.inputCount, outputCount: layer.outputCount, meanSquare: index + depth == 0 ? 1 : 0.5,
            share: depth == stage.layers.count - 1 ? share : 1)
        }
        let shortcut = stage.shortcut.map {
          Self.bounds(
            inputCount: $0.inputCount, outputCount: $0.outputCount, meanSquare: index == 0 ? 1 : 0.5, share: share)
        }
        return layers + (shortcut ?? [])
      }
    }
  }

  /// Of an affine function: the weights' bounds make the variance `share` of inputs of that mean square, then the biases'.
  private static func bounds(inputCount: Int, outputCount: Int, meanSquare: Float, share: Float) -> [Float] {
    let weight = (3 * share / (meanSquare * Float(inputCount))).squareRoot()
    return Array(repeating: weight, count: inputCount * outputCount)
      + Array(repeating: 1 / Float(inputCount).squareRoot(), count: outputCount)
  }
}
