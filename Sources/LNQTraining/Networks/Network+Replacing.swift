extension Network {
  /// The same network with other numbers: how an executor gives back what it trained.
  ///
  /// - Parameters:
  ///   - parameters: every weight, bias and scale, layer after layer, in the order of PyTorch's `parameters()`.
  ///   - runningStatistics: means, then variances, of each batch normalization, layer after layer.
  ///   - batchesTracked: how many batches each batch normalization has seen since.
  /// - Precondition: there are as many as the layers have.
  func replacing(parameters: [Float], runningStatistics: [Float], batchesTracked: Int) -> Network {
    var numbers = LayerNumbers(
      parameters: parameters[...], runningStatistics: runningStatistics[...], batchesTracked: batchesTracked)
    var network = self
    network.layers = layers.map { numbers.replace(in: $0) }
    return network
  }
}

/// The numbers of the layers that are still to come.
private struct LayerNumbers {
  var parameters: ArraySlice<Float>
  var runningStatistics: ArraySlice<Float>
  let batchesTracked: Int

  /// The layer with the next numbers.
  mutating func replace(in layer: Layer) -> Layer {
    switch layer {
    case .batchNorm1d(var layer):
      layer.weight = next(layer.featureCount)
      layer.bias = next(layer.featureCount)
      layer.runningMean = nextStatistics(layer.featureCount)
      layer.runningVariance = nextStatistics(layer.featureCount)
      layer.batchesTracked += batchesTracked
      return .batchNorm1d(layer)
    case .linear(var layer):
      layer.weight = next(layer.weight.count)
      if let bias = layer.bias { layer.bias = next(bias.count) }
      return .linear(layer)
    case .conv1d(var layer):
      layer.weight = next(layer.weight.count)
      if let bias = layer.bias { layer.bias = next(bias.count) }
      return .conv1d(layer)
    case .branches(var sum):
      sum.branches = sum.branches.map { branch in branch.map { replace(in: $0) } }
      return .branches(sum)
    case .quantizer(var layer):
      layer.log2Scale = next()
      return .quantizer(layer)
    case .neurons(var layer):
      layer.weight = next(layer.weight.count)
      if layer.adderQuantizer != nil { layer.adderQuantizer?.log2Scale = next() }
      return .neurons(layer)
    case .elementwise, .dropout, .flatten, .unflatten:
      return layer
    }
  }

  private mutating func next() -> Float { parameters.removeFirst() }

  private mutating func next(_ count: Int) -> [Float] {
    defer { parameters.removeFirst(count) }
    return Array(parameters.prefix(count))
  }

  private mutating func nextStatistics(_ count: Int) -> [Float] {
    defer { runningStatistics.removeFirst(count) }
    return Array(runningStatistics.prefix(count))
  }
}
