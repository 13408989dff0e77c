/// The layers of a sub-network within a neuron, and where their parameters lie.
///
/// Stages follow each other with ReLU between them. A stage is some affine layers, with ReLU between those, plus an affine
/// shortcut from the stage's input to its output, which is added last; without `skip` there is one stage and no shortcut.
/// The parameters are in this order: stage after stage, a stage's layers first and then its shortcut, of each its weights, row
/// after row, and then its biases. There is no ReLU after the last layer.
public struct SubNetworkShape: SubNeuronShape, Sendable, Hashable {
  /// An affine function: y_j = b_j + Σ w_{ji} x_i.
  public struct Affine: Sendable, Hashable {
    /// How many values go in.
    public let inputCount: Int
    /// How many values come out.
    public let outputCount: Int
    /// Where the weights begin, `outputCount` × `inputCount`, row after row.
    public let weightOffset: Int

    /// Where the biases begin, `outputCount` of them.
    public var biasOffset: Int { weightOffset + inputCount * outputCount }
    /// Where they end.
    public var end: Int { biasOffset + outputCount }
  }

  /// Layers and a shortcut around them.
  public struct Stage: Sendable, Hashable {
    /// At least one.
    public let layers: [Affine]
    /// From the stage's input to its output; nil for none.
    public let shortcut: Affine?
  }

  /// At least one; the last one gives one value.
  public let stages: [Stage]
  /// How many parameters there are.
  public let parameterCount: Int

  /// inputCount → hidden → … → hidden → 1 with `depth` layers.
  ///
  /// - Precondition: the counts are positive, and `skip` is 0 or divides `depth`.
  public init(inputCount: Int, hidden: Int, depth: Int, skip: Int) {
    precondition(hidden > 0 && depth > 0, "a sub-network of \(depth) layers")
    precondition(skip >= 0 && (skip == 0 || depth.isMultiple(of: skip)), "\(skip) of \(depth) layers")
    let widths = Array(repeating: hidden, count: depth - 1) + [1]
    let length = skip == 0 ? depth : skip
    self.init(
      inputCount: inputCount,
      stages: stride(from: 0, to: depth, by: length).map { (Array(widths[$0..<$0 + length]), skip != 0) })
  }

  /// Stages whose layers have these numbers of outputs.
  ///
  /// - Precondition: the counts are positive, each stage has a layer, and the last one gives one value.
  public init(inputCount: Int, stages: [(widths: [Int], hasShortcut: Bool)]) {
    precondition(inputCount > 0 && stages.allSatisfy { !$0.widths.isEmpty }, "stages of layers")
    precondition(stages.last?.widths.last == 1, "a sub-network gives one value")
    var (end, width) = (0, inputCount)
    func affine(_ inputs: Int, _ outputs: Int) -> Affine {
      let affine = Affine(inputCount: inputs, outputCount: outputs, weightOffset: end)
      end = affine.end
      return affine
    }
    self.stages = stages.map { widths, hasShortcut in
      let first = width
      let layers = widths.map { next in
        defer { width = next }
        return affine(width, next)
      }
      return Stage(layers: layers, shortcut: hasShortcut ? affine(first, width) : nil)
    }
    parameterCount = end
  }
}

// What the layers of a sub-network give lies one after the other in `values`, after the ReLU where one follows; a stage's
// shortcut has no place of its own. `gradients` is laid out alike.
extension SubNetworkShape {
  /// How many values the layers give together.
  package var valueCount: Int {
    stages.reduce(0) { $0 + $1.layers.reduce(0) { $0 + $1.outputCount } }
  }

  /// The value of the network of the parameters `w` at x.
  package func forward<Scalar: BLASScalar>(
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
