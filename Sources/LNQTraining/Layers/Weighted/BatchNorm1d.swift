/// PyTorch's `BatchNorm1d` with its numbers: y = (x − mean) / √(variance + epsilon) · weight + bias.
///
/// In training, mean and variance (biased, ÷ n) are those of the batch, and the running ones move towards them:
/// running = (1 − momentum) · running + momentum · batch, where the running variance takes the unbiased one (÷ (n − 1)).
/// In evaluation the running ones are used.
public struct BatchNorm1d: Sendable, Equatable {
  /// How many features it has.
  public let featureCount: Int
  /// γ, one a feature; trainable.
  public let weight: [Float]
  /// β, one a feature; trainable.
  public let bias: [Float]
  /// The running mean, used in evaluation.
  public let runningMean: [Float]
  /// The running unbiased variance, used in evaluation.
  public let runningVariance: [Float]
  /// PyTorch's `num_batches_tracked`.
  public let batchesTracked: Int
  /// Added to the variance.
  public let epsilon: Float
  /// The weight of the newest batch in the running statistics.
  public let momentum: Float

  /// PyTorch's start: γ = 1, β = 0, mean 0, variance 1.
  public init(featureCount: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.init(
      weight: Array(repeating: 1, count: featureCount), bias: Array(repeating: 0, count: featureCount),
      runningMean: Array(repeating: 0, count: featureCount),
      runningVariance: Array(repeating: 1, count: featureCount), batchesTracked: 0, epsilon: epsilon,
      momentum: momentum)
  }

  /// Puts the numbers together.
  ///
  /// - Precondition: the four arrays are equally long.
  public init(
    weight: [Float], bias: [Float], runningMean: [Float], runningVariance: [Float], batchesTracked: Int = 0,
    epsilon: Float = 1e-5, momentum: Float = 0.1
  ) {
    precondition(
      bias.count == weight.count && runningMean.count == weight.count && runningVariance.count == weight.count,
      "a BatchNorm1d of \(weight.count) features")
    self.featureCount = weight.count
    self.weight = weight
    self.bias = bias
    self.runningMean = runningMean
    self.runningVariance = runningVariance
    self.batchesTracked = batchesTracked
    self.epsilon = epsilon
    self.momentum = momentum
  }

  static func tensors(featureCount: Int) -> [LayerTensor] {
    [
      LayerTensor("weight", [featureCount], start: 1), LayerTensor("bias", [featureCount]),
      LayerTensor("running_mean", [featureCount], .mean),
      LayerTensor("running_var", [featureCount], .variance, start: 1),
      LayerTensor("num_batches_tracked", [], .counter),
    ]
  }

  /// The layer at `place`; nil when that is another one.
  public init?(_ network: Network, at place: LayerPlace) {
    guard case .batchNorm1d(_, let epsilon, let momentum) = place.layer else { return nil }
    let numbers = network.numbers(at: place)
    self.init(
      weight: numbers.values[0], bias: numbers.values[1], runningMean: numbers.values[2],
      runningVariance: numbers.values[3], batchesTracked: numbers.batchesTracked, epsilon: epsilon, momentum: momentum)
  }
}

extension BatchNorm1d {
  /// Forward and backward of y = (x − mean) / √(variance + ε) · γ + β, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × C × L, row-major, where C is the number of features and L the number of positions that
  /// share a mean and a variance: 1 unless there are channels. Parameters and statistics C. So that the inner loops run over whole
  /// rows, `mean` and the other scratch memory have one number for each of the C · L.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int
    let length: Int
    let epsilon: Scalar
    let momentum: Scalar
    /// γ and β, and their gradients.
    let weight: UnsafeMutablePointer<Scalar>
    let bias: UnsafeMutablePointer<Scalar>
    let weightGradient: UnsafeMutablePointer<Scalar>
    let biasGradient: UnsafeMutablePointer<Scalar>
    let runningMean: UnsafeMutablePointer<Scalar>
    let runningVariance: UnsafeMutablePointer<Scalar>
    /// Of the batch, or in evaluation the running one.
    let mean: UnsafeMutablePointer<Scalar>
    /// 1 / √(variance + ε).
    let inverseDeviation: UnsafeMutablePointer<Scalar>
    /// Scratch of 3 C · L.
    let scratch: UnsafeMutablePointer<Scalar>

    private var width: Int { featureCount * length }

    /// Normalizes with the batch's mean and biased variance and moves the running ones, the variance by the unbiased one.
    ///
    /// - Precondition: `rows` · L > 1.
    func forwardTraining(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let count = rows * length
      precondition(count > 1, "batch normalization in training needs 2 rows or more")
      let width = self.width
      let variance = scratch
      mean.update(repeating: 0, count: width)
      variance.update(repeating: 0, count: width)
      for row in 0..<rows {
        for j in 0..<width { mean[j] += x[row * width + j] }
      }
      shareOut(mean)
      for j in 0..<width { mean[j] /= Scalar(count) }
      for row in 0..<rows {
        for j in 0..<width {
          let distance = x[row * width + j] - mean[j]
          variance[j] += distance * distance
        }
      }
      shareOut(variance)
      for c in 0..<featureCount {
        let j = c * length
        let unbiased = variance[j] / Scalar(count - 1)
        runningMean[c] = (1 - momentum) * runningMean[c] + momentum * mean[j]
        runningVariance[c] = (1 - momentum) * runningVariance[c] + momentum * unbiased
      }
      for j in 0..<width { inverseDeviation[j] = 1 / (variance[j] / Scalar(count) + epsilon).squareRoot() }
      normalize(x, into: y, rows: rows)
    }

    /// Normalizes with the running mean and variance.
    func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      for c in 0..<featureCount {
        let factor = 1 / (runningVariance[c] + epsilon).squareRoot()
        for j in c * length..<(c + 1) * length {
          mean[j] = runningMean[c]
          inverseDeviation[j] = factor
        }
      }
      normalize(x, into: y, rows: rows)
    }

    private func normalize(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let width = self.width
      let (slope, offset) = (scratch, scratch + width)
      for c in 0..<featureCount {
        for j in c * length..<(c + 1) * length {
          slope[j] = weight[c] * inverseDeviation[j]
          offset[j] = bias[c]
        }
      }
      for row in 0..<rows {
        for j in 0..<width {
          let i = row * width + j
          y[i] = (x[i] - mean[j]) * slope[j] + offset[j]
        }
      }
    }

    /// After `forwardTraining`, with x̂ = (x − mean) · inverseDeviation, sums over the n = rows · L numbers of a feature:
    /// dβ = Σ dy; dγ = Σ dy x̂; dx = γ · inverseDeviation · (dy − dβ/n − x̂ dγ/n), unless dx is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      let width = self.width
      let (shift, curve, slope) = (scratch, scratch + width, scratch + 2 * width)
      shift.update(repeating: 0, count: width)
      curve.update(repeating: 0, count: width)
      for row in 0..<rows {
        for j in 0..<width {
          let i = row * width + j
          shift[j] += dy[i]
          curve[j] += dy[i] * (x[i] - mean[j])
        }
      }
      shareOut(shift)
      shareOut(curve)
      for c in 0..<featureCount {
        let j = c * length
        biasGradient[c] = shift[j]
        weightGradient[c] = curve[j] * inverseDeviation[j]
      }
      guard let dx else { return }
      // x̂ dγ/n = curve · (x − mean), dβ/n = shift
      let share = 1 / Scalar(rows * length)
      for c in 0..<featureCount {
        for j in c * length..<(c + 1) * length {
          slope[j] = weight[c] * inverseDeviation[j]
          curve[j] = inverseDeviation[j] * weightGradient[c] * share
          shift[j] *= share
        }
      }
      for row in 0..<rows {
        for j in 0..<width {
          let i = row * width + j
          dx[i] = slope[j] * (dy[i] - shift[j] - curve[j] * (x[i] - mean[j]))
        }
      }
    }

    /// Gives all positions of a feature the sum of theirs.
    private func shareOut(_ sums: UnsafeMutablePointer<Scalar>) {
      guard length > 1 else { return }
      for c in 0..<featureCount {
        var sum: Scalar = 0
        for j in c * length..<(c + 1) * length { sum += sums[j] }
        for j in c * length..<(c + 1) * length { sums[j] = sum }
      }
    }
  }
}
