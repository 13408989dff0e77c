/// A layer in its network: its path, and where its numbers lie.
public struct LayerPlace: Sendable {
  /// The layer.
  public let layer: Layer
  /// Its number in `allPlaces`, from 0.
  public let index: Int
  /// Its path in a `state_dict`: `2`, of a layer in a branch `3.body.0`.
  public let path: String
  /// The places of the layers that it holds, branch by branch.
  public let branches: [[LayerPlace]]
  /// Its own tensors, each with the range of its numbers in the network's `parameters`, `statistics` or `batchesTracked`.
  let tensors: [(tensor: LayerTensor, range: Range<Int>)]
  /// The index of its connections in the network's; nil without a fan-in.
  let sparseIndex: Int?

  /// Where its parameters begin in the network's.
  ///
  /// - Precondition: it has tensors, and the first of them is trained.
  var firstParameter: Int { tensors[0].range.lowerBound }
}

extension Network {
  /// The places of `layers`.
  public var places: [LayerPlace] { layers.places }

  /// All places, each followed by those that it holds.
  public var allPlaces: [LayerPlace] { layers.allPlaces }
}

extension [Layer] {
  /// The places of the layers of a network.
  fileprivate var places: [LayerPlace] {
    var walk = PlaceWalk()
    return walk.places(of: self, prefix: "")
  }

  /// The places of a network's layers, each followed by those that it holds.
  var allPlaces: [LayerPlace] {
    func all(_ places: [LayerPlace]) -> [LayerPlace] { places.flatMap { [$0] + $0.branches.flatMap(all) } }
    return all(places)
  }
}

/// Counts the numbers of layer after layer.
private struct PlaceWalk {
  private var (index, sparseIndex, parameters, statistics, counters) = (0, 0, 0, 0, 0)

  mutating func places(of layers: [Layer], prefix: String) -> [LayerPlace] {
    var places: [LayerPlace] = []
    for (position, layer) in layers.enumerated() { places.append(place(of: layer, path: "\(prefix)\(position)")) }
    return places
  }

  private mutating func place(of layer: Layer, path: String) -> LayerPlace {
    let (index, sparseIndex) = (self.index, layer.connectivity == nil ? nil : self.sparseIndex)
    self.index += 1
    if sparseIndex != nil { self.sparseIndex += 1 }
    var tensors: [(tensor: LayerTensor, range: Range<Int>)] = []
    for tensor in layer.tensors { tensors.append((tensor, next(tensor))) }
    var branches: [[LayerPlace]] = []
    if case .branches(let sum, let inner) = layer {
      for (number, layers) in inner.enumerated() {
        branches.append(places(of: layers, prefix: "\(path).\(sum.branchName(number))."))
      }
    }
    return LayerPlace(
      layer: layer, index: index, path: path, branches: branches, tensors: tensors, sparseIndex: sparseIndex)
  }

  private mutating func next(_ tensor: LayerTensor) -> Range<Int> {
    func take(from end: inout Int) -> Range<Int> {
      end += tensor.count
      return end - tensor.count..<end
    }
    return switch tensor.role {
    case .trained, .log2Scale, .bits: take(from: &parameters)
    case .mean, .variance, .constant, .index: take(from: &statistics)
    case .counter: take(from: &counters)
    }
  }
}
