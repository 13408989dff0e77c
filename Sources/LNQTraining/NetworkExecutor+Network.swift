extension NetworkExecutor {
  /// The network with the parameters and running statistics as they are now, rounded to Float.
  public var network: Network {
    var network = template
    for index in network.layers.indices {
      switch (network.layers[index], passes[index]) {
      case (.batchNorm1d(var layer), .batchNorm1d(let passes)):
        layer.weight = Self.floats(passes.weight, layer.featureCount)
        layer.bias = Self.floats(passes.bias, layer.featureCount)
        layer.runningMean = Self.floats(passes.runningMean, layer.featureCount)
        layer.runningVariance = Self.floats(passes.runningVariance, layer.featureCount)
        layer.batchesTracked += batchesTracked
        network.layers[index] = .batchNorm1d(layer)
      case (.linear(var layer), .linear(let passes)):
        layer.weight = Self.floats(passes.weight, layer.weight.count)
        layer.bias = passes.bias.map { Self.floats($0, layer.outputCount) }
        network.layers[index] = .linear(layer)
      default:
        break
      }
    }
    return network
  }

  private static func floats(_ pointer: UnsafeMutablePointer<Scalar>, _ count: Int) -> [Float] {
    (0..<count).map { Float(pointer[$0]) }
  }
}
