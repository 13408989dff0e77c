extension NetworkExecutor {
  /// The network with the parameters and running statistics as they are now, rounded to Float.
  public var network: Network {
    var network = template
    network.layers = current(template.layers, in: sequence)
    return network
  }

  private func current(_ layers: [Layer], in sequence: LayerSequence<Scalar>) -> [Layer] {
    zip(layers, sequence.passes).map { layer, passes in
      switch (layer, passes) {
      case (.batchNorm1d(var layer), .batchNorm1d(let passes)):
        layer.weight = Self.floats(passes.weight, layer.featureCount)
        layer.bias = Self.floats(passes.bias, layer.featureCount)
        layer.runningMean = Self.floats(passes.runningMean, layer.featureCount)
        layer.runningVariance = Self.floats(passes.runningVariance, layer.featureCount)
        layer.batchesTracked += batchesTracked
        return .batchNorm1d(layer)
      case (.linear(var layer), .linear(let passes)):
        layer.weight = Self.floats(passes.weight, layer.weight.count)
        layer.bias = passes.bias.map { Self.floats($0, layer.outputCount) }
        return .linear(layer)
      case (.conv1d(var layer), .conv1d(let passes)):
        layer.weight = Self.floats(passes.weight, layer.weight.count)
        layer.bias = passes.bias.map { Self.floats($0, layer.geometry.outputChannels) }
        return .conv1d(layer)
      case (.branches(var sum), .branches(let passes)):
        sum.branches = zip(sum.branches, passes.branches).map { layers, passes in
          passes.map { current(layers, in: $0) } ?? []
        }
        return .branches(sum)
      case (.quantizer(var layer), .quantizer(let passes)):
        layer.log2Scale = Float(passes.log2Scale.pointee)
        return .quantizer(layer)
      case (.neurons(var layer), .neurons(let passes)):
        layer.weight = Self.floats(passes.weight, layer.weight.count)
        if let adder = passes.adder { layer.adderQuantizer?.log2Scale = Float(adder.log2Scale.pointee) }
        return .neurons(layer)
      default:
        return layer
      }
    }
  }

  private static func floats(_ pointer: UnsafeMutablePointer<Scalar>, _ count: Int) -> [Float] {
    (0..<count).map { Float(pointer[$0]) }
  }
}
