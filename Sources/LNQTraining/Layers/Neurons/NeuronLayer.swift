import LNQRandom

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
  public let weight: [Float]
  /// Q with its scale; nil when A is 1.
  public let adderQuantizer: ActivationQuantizer?

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

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .neurons(let shape) = place.layer else { return nil }
    let numbers = network.numbers(at: place)
    self.init(
      shape: shape, connections: numbers.connections ?? [], weight: numbers.values[0],
      adderLog2Scale: numbers.values.count > 1 ? numbers.values[1][0] : nil)
  }

  /// The parameters of one sub-neuron.
  ///
  /// - Precondition: 0 ≤ `index` < `subNeuronCount`.
  public func parameters(ofSubNeuron index: Int) -> ArraySlice<Float> {
    let count = shape.parametersPerSubNeuron
    return weight[index * count..<(index + 1) * count]
  }
}

extension NeuronShape {
  /// Numbers with which the neurons' values have a variance of about 1 when the inputs have a mean square of 1.
  ///
  /// For each sub-neuron `fanIn` distinct inputs are drawn, all choices equally likely, then all parameters, uniform in ±bound:
  /// - linear: √(3/k) for the weights; 1/√k for the bias, as PyTorch's
  /// - polynomial: √(3/M) for all of the M coefficients
  /// - sub-network: √(3/n) for the weights of an affine function of n inputs, √(6/n) after a ReLU, which halves the mean
  ///   square (He et al., 2015); both divided by √2 where a shortcut is added. 1/√n for the biases.
  func start(from generator: inout SplitMix64) -> LayerNumbers {
    let connections = (0..<subNeuronCount).map { _ in
      RandomDraws.distinct(fanIn, below: inputCount, from: &generator)
    }
    let bounds = function.initialBounds(fanIn: fanIn)
    let weight = (0..<subNeuronCount).flatMap { _ in bounds.map { RandomDraws.uniform($0, from: &generator) } }
    return LayerNumbers(
      values: [weight] + tensors.dropFirst().map { [$0.start] }, connections: connections)
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

extension NeuronLayer {
  /// Forward and backward of y_j = f_j(x) or y_j = Σ_a Q(f_{j,a}(x)), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x and dx rows × I; y and dy rows × O; values rows × O · A; the parameters as in `NeuronLayer`.
  struct Passes<Scalar: BLASScalar> {
    let shape: NeuronShape
    /// Of all sub-neurons, one after the other.
    let connections: [Int]
    let function: NeuronFunction.Passes<Scalar>
    let weight: UnsafeMutablePointer<Scalar>
    let weightGradient: UnsafeMutablePointer<Scalar>
    /// Q, and t with its gradient; nil when A is 1.
    let adder:
      (settings: QuantizerSettings, log2Scale: UnsafeMutablePointer<Scalar>, gradient: UnsafeMutablePointer<Scalar>)?
    /// Every f before Q, kept for the way back; not used when A is 1.
    let values: UnsafeMutablePointer<Scalar>
    /// k inputs, their k gradients, and what `function` needs.
    let scratch: UnsafeMutablePointer<Scalar>

    /// y_j = Σ_a Q(f_{j,a}(x)).
    func forward(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let (inputCount, outputCount, adders, fanIn) = (shape.inputCount, shape.outputCount, shape.adders, shape.fanIn)
      let quantize = adder.map { StraightThrough($0.settings, log2Scale: $0.log2Scale.pointee) }
      let parameterCount = shape.parametersPerSubNeuron
      y.update(repeating: 0, count: rows * outputCount)
      for neuron in 0..<shape.subNeuronCount {
        let output = neuron / adders
        for row in 0..<rows {
          gather(x + row * inputCount, neuron)
          let value = function.forward(scratch, weight + neuron * parameterCount, scratch: scratch + 2 * fanIn)
          if let quantize {
            values[row * shape.subNeuronCount + neuron] = value
            y[row * outputCount + output] += quantize(value)
          } else {
            y[row * outputCount + output] = value
          }
        }
      }
    }

    /// The gradients of the parameters and of t, and dx unless it is nil; the inner values are computed once more.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let (inputCount, outputCount, adders, fanIn) = (shape.inputCount, shape.outputCount, shape.adders, shape.fanIn)
      let quantize = adder.map { StraightThrough($0.settings, log2Scale: $0.log2Scale.pointee) }
      let parameterCount = shape.parametersPerSubNeuron
      weightGradient.update(repeating: 0, count: shape.subNeuronCount * parameterCount)
      dx?.update(repeating: 0, count: rows * inputCount)
      var scaleSum: Scalar = 0
      for neuron in 0..<shape.subNeuronCount {
        let w = weight + neuron * parameterCount
        var neuronSum: Scalar = 0
        for row in 0..<rows {
          var slope = dy[row * outputCount + neuron / adders]
          if let quantize {
            let derivatives = quantize.derivatives(at: values[row * shape.subNeuronCount + neuron])
            neuronSum += slope * derivatives.scale
            slope *= derivatives.x
          }
          gather(x + row * inputCount, neuron)
          _ = function.forward(scratch, w, scratch: scratch + 2 * fanIn)
          let inputGradient = scratch + fanIn
          inputGradient.update(repeating: 0, count: fanIn)
          function.backward(
            scratch, w, slope, dw: weightGradient + neuron * parameterCount, dx: inputGradient,
            scratch: scratch + 2 * fanIn)
          guard let dx else { continue }
          for i in 0..<fanIn { dx[row * inputCount + connections[neuron * fanIn + i]] += inputGradient[i] }
        }
        scaleSum += neuronSum
      }
      if let adder, let quantize {
        adder.gradient.pointee =
          scaleSum * quantize.log2ScaleFactor(adder.settings, featureCount: shape.subNeuronCount)
      }
    }

    /// The sub-neuron's inputs of one row, to the beginning of `scratch`.
    private func gather(_ x: UnsafePointer<Scalar>, _ neuron: Int) {
      for i in 0..<shape.fanIn { scratch[i] = x[connections[neuron * shape.fanIn + i]] }
    }
  }
}
