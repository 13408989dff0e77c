extension Network {
  /// Where the logarithms of the quantizers' scales lie in an executor's `parameters`, ascending.
  ///
  /// Weight decay does not move them: it would pull every scale towards 1, whatever the size of what it scales.
  public var log2ScaleIndices: [Int] {
    var (indices, end): ([Int], Int) = ([], 0)
    for layer in allLayers {
      end += layer.storedParameterCount
      switch layer {
      case .quantizer: indices.append(end - 1)
      case .neurons(let neurons) where neurons.adderQuantizer != nil: indices.append(end - 1)
      default: break
      }
    }
    return indices
  }
}

extension Layer {
  /// How many numbers of an executor's `parameters` are this layer's own; masked weights are among them.
  var storedParameterCount: Int {
    switch self {
    case .linear(let layer): layer.weight.count + (layer.bias?.count ?? 0)
    case .branches: 0
    case .batchNorm1d, .conv1d, .quantizer, .neurons, .relu, .dropout, .flatten, .unflatten: parameterCount
    }
  }
}
