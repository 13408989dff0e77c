extension ExecutorMemory {
  /// `template` with the parameters and running statistics as they are now.
  ///
  /// - Precondition: its layers hold no others.
  func network(_ template: Network, batchesTracked: Int) -> Network {
    var network = template
    var (parameters, statistics) = (self.parameters.values[...], runningStatistics.values[...])
    func take(_ count: Int, from values: inout ArraySlice<Float>) -> [Float] {
      defer { values = values.dropFirst(count) }
      return Array(values.prefix(count))
    }
    network.layers = template.layers.map { layer in
      switch layer {
      case .batchNorm1d(var layer):
        layer.weight = take(layer.featureCount, from: &parameters)
        layer.bias = take(layer.featureCount, from: &parameters)
        layer.runningMean = take(layer.featureCount, from: &statistics)
        layer.runningVariance = take(layer.featureCount, from: &statistics)
        layer.batchesTracked += batchesTracked
        return .batchNorm1d(layer)
      case .linear(var layer):
        layer.weight = take(layer.weight.count, from: &parameters)
        layer.bias = layer.bias.map { take($0.count, from: &parameters) }
        return .linear(layer)
      case .quantizer(var layer):
        layer.log2Scale = take(1, from: &parameters)[0]
        return .quantizer(layer)
      case .neurons(var layer):
        layer.weight = take(layer.weight.count, from: &parameters)
        if layer.adderQuantizer != nil { layer.adderQuantizer?.log2Scale = take(1, from: &parameters)[0] }
        return .neurons(layer)
      default:
        return layer
      }
    }
    return network
  }
}
