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
    if case .branches(var sum) = self {
      sum.branches = sum.branches.map { $0.map { $0.mapLeaves(&offset, change) } }
      return .branches(sum)
    }
    let changed = change(self, offset)
    offset += storedParameterCount
    return changed
  }
}
