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
