// What the layers of a sub-network give lies one after the other in `values`, after the ReLU where one follows; a stage's
// shortcut has no place of its own. `gradients` is laid out alike.
extension SubNetworkShape {
  /// How many values the layers give together.
  var valueCount: Int {
    stages.reduce(0) { $0 + $1.layers.reduce(0) { $0 + $1.outputCount } }
  }

  /// The value of the network of the parameters `w` at x.
  func forward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, values: UnsafeMutablePointer<Scalar>
  ) -> Scalar {
    var input = x
    var output = values
    for (index, stage) in stages.enumerated() {
      let stageInput = input
      for (depth, layer) in stage.layers.enumerated() {
        let endsStage = depth == stage.layers.count - 1
        layer.forward(input, w, into: output)
        if endsStage { stage.shortcut?.add(stageInput, w, to: output) }
        if !endsStage || index < stages.count - 1 {
          for j in 0..<layer.outputCount where output[j] < 0 { output[j] = 0 }
        }
        input = UnsafePointer(output)
        output += layer.outputCount
      }
    }
    return input[0]
  }

  /// Adds to dw and dx, after `forward` with the same values.
  func backward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, _ dy: Scalar, dw: UnsafeMutablePointer<Scalar>,
    dx: UnsafeMutablePointer<Scalar>, values: UnsafeMutablePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>
  ) {
    let count = valueCount
    gradients.update(repeating: 0, count: count)
    gradients[count - 1] = dy
    var end = count
    for (index, stage) in stages.enumerated().reversed() {
      let begin = end - stage.layers.reduce(0) { $0 + $1.outputCount }
      // What a stage gets is what the stage before it gave last.
      let width = stage.layers[0].inputCount
      let stageInput = index == 0 ? x : UnsafePointer(values + begin - width)
      let stageGradient = index == 0 ? dx : gradients + begin - width
      for (depth, layer) in stage.layers.enumerated().reversed() {
        let endsStage = depth == stage.layers.count - 1
        let first = end - layer.outputCount
        if !endsStage || index < stages.count - 1 {
          for j in first..<end where !(values[j] > 0) { gradients[j] = 0 }
        }
        if endsStage {
          stage.shortcut?.backward(stageInput, w, gradients + first, dw: dw, dx: stageGradient)
        }
        let input = depth == 0 ? stageInput : UnsafePointer(values + first - layer.inputCount)
        let target = depth == 0 ? stageGradient : gradients + first - layer.inputCount
        layer.backward(input, w, gradients + first, dw: dw, dx: target)
        end = first
      }
    }
  }
}

extension SubNetworkShape.Affine {
  /// y_j = b_j + Σ w_{ji} x_i.
  func forward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>
  ) {
    for j in 0..<outputCount { y[j] = value(j, x, w) }
  }

  /// y_j += b_j + Σ w_{ji} x_i.
  func add<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  ) {
    for j in 0..<outputCount { y[j] += value(j, x, w) }
  }

  private func value<Scalar: BLASScalar>(
    _ j: Int, _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>
  ) -> Scalar {
    let row = w + weightOffset + j * inputCount
    var sum = w[biasOffset + j]
    for i in 0..<inputCount { sum += row[i] * x[i] }
    return sum
  }

  /// dw_{ji} += dy_j x_i; db_j += dy_j; dx_i += Σ w_{ji} dy_j.
  func backward<Scalar: BLASScalar>(
    _ x: UnsafePointer<Scalar>, _ w: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    dw: UnsafeMutablePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>
  ) {
    for j in 0..<outputCount {
      let (row, rowGradient) = (w + weightOffset + j * inputCount, dw + weightOffset + j * inputCount)
      dw[biasOffset + j] += dy[j]
      for i in 0..<inputCount {
        rowGradient[i] += dy[j] * x[i]
        dx[i] += row[i] * dy[j]
      }
    }
  }
}
