/// Sparse neurons that are more than a weighted sum: y_j = f_j(x), or y_j = Σ_a Q(f_{j,a}(x)) with several sub-neurons.
///
/// Each f sees the `fanIn` inputs that it is connected with. Q is a signed `ActivationQuantizer` with one trained scale for the
/// layer (PolyLUT-Add, Lou et al., 2024). In hardware each f is a table.
public struct NeuronLayer: Sendable, Equatable {
  /// The sizes and the function.
  public let shape: NeuronShape
  /// For each sub-neuron, output · A + adder, the ascending indices of its inputs.
  public let connections: [[Int]]
  /// `subNeuronCount` × `parametersPerSubNeuron` values, row after row, in the order of `NeuronFunction`.
  public internal(set) var weight: [Float]
  /// Q with its scale; nil when A is 1.
  public internal(set) var adderQuantizer: ActivationQuantizer?

  /// Puts the numbers together.
  ///
  /// - Parameter adderLog2Scale: t of Q; nil for where training starts.
  /// - Precondition: the counts agree; each sub-neuron's connections are `fanIn` ascending, distinct inputs.
  public init(shape: NeuronShape, connections: [[Int]], weight: [Float], adderLog2Scale: Float? = nil) {
    precondition(connections.count == shape.subNeuronCount, "connections of \(shape.subNeuronCount) sub-neurons")
    precondition(
      connections.allSatisfy {
        $0.count == shape.fanIn && Linear.areConnections($0, inputCount: shape.inputCount)
      }, "\(shape.fanIn) ascending connections below \(shape.inputCount)")
    precondition(
      weight.count == shape.subNeuronCount * shape.parametersPerSubNeuron,
      "\(shape.parametersPerSubNeuron) parameters for each of \(shape.subNeuronCount) sub-neurons")
    self.shape = shape
    self.connections = connections
    self.weight = weight
    adderQuantizer = shape.adderSettings.map { ActivationQuantizer($0, log2Scale: adderLog2Scale) }
  }

  /// The parameters of one sub-neuron.
  ///
  /// - Precondition: 0 ≤ `index` < `subNeuronCount`.
  public func parameters(ofSubNeuron index: Int) -> ArraySlice<Float> {
    let count = shape.parametersPerSubNeuron
    return weight[index * count..<(index + 1) * count]
  }
}
