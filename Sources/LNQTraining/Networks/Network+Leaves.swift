extension Network {
  /// The network with other layers of the same shapes in place of those that hold no layers.
  ///
  /// - Parameter change: gets a layer, and where its numbers begin in a `BatchExecutor`'s parameters.
  func mapLeaves(_ change: (Layer, Int) -> Layer) -> Network {
    var (offset, network) = (0, self)
    network.layers = layers.map { $0.mapLeaves(&offset, change) }
    return network
  }
}

extension Layer {
  fileprivate func mapLeaves(_ offset: inout Int, _ change: (Layer, Int) -> Layer) -> Layer {
    if case .residual(var layer) = self {
      layer.body = layer.body.map { $0.mapLeaves(&offset, change) }
      layer.shortcut = layer.shortcut.map { $0.mapLeaves(&offset, change) }
      return .residual(layer)
    }
    let changed = change(self, offset)
    offset += storedCount
    return changed
  }

  /// How many of a `BatchExecutor`'s parameters are the layer's; masked weights count.
  var storedCount: Int {
    if case .linear(let layer) = self { layer.weight.count + (layer.bias?.count ?? 0) } else { parameterCount }
  }
}
