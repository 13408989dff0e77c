extension BatchNorm1d {
  /// Forward and backward of y = (x − mean) / √(variance + ε) · γ + β, where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x, y, dx and dy rows × F, row-major; everything else F.
  struct Passes<Scalar: BLASScalar> {
    let featureCount: Int
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
    /// Scratch of 2 F.
    let scratch: UnsafeMutablePointer<Scalar>

    /// Normalizes with the batch's mean and biased variance and moves the running ones, the variance by the unbiased one.
    ///
    /// - Precondition: `rows` > 1.
    func forwardTraining(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      precondition(rows > 1, "batch normalization in training needs 2 rows or more")
      let variance = scratch
      mean.update(repeating: 0, count: featureCount)
      variance.update(repeating: 0, count: featureCount)
      for row in 0..<rows {
        for j in 0..<featureCount { mean[j] += x[row * featureCount + j] }
      }
      for j in 0..<featureCount { mean[j] /= Scalar(rows) }
      for row in 0..<rows {
        for j in 0..<featureCount {
          let distance = x[row * featureCount + j] - mean[j]
          variance[j] += distance * distance
        }
      }
      for j in 0..<featureCount {
        let unbiased = variance[j] / Scalar(rows - 1)
        runningMean[j] = (1 - momentum) * runningMean[j] + momentum * mean[j]
        runningVariance[j] = (1 - momentum) * runningVariance[j] + momentum * unbiased
        inverseDeviation[j] = 1 / (variance[j] / Scalar(rows) + epsilon).squareRoot()
      }
      normalize(x, into: y, rows: rows)
    }

    /// Normalizes with the running mean and variance.
    func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      for j in 0..<featureCount {
        mean[j] = runningMean[j]
        inverseDeviation[j] = 1 / (runningVariance[j] + epsilon).squareRoot()
      }
      normalize(x, into: y, rows: rows)
    }

    private func normalize(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      let slope = scratch
      for j in 0..<featureCount { slope[j] = weight[j] * inverseDeviation[j] }
      for row in 0..<rows {
        for j in 0..<featureCount {
          let i = row * featureCount + j
          y[i] = (x[i] - mean[j]) * slope[j] + bias[j]
        }
      }
    }

    /// After `forwardTraining`, with x̂ = (x − mean) · inverseDeviation and sums over the rows:
    /// dβ = Σ dy; dγ = Σ dy x̂; dx = γ · inverseDeviation · (dy − dβ/rows − x̂ dγ/rows), unless dx is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      biasGradient.update(repeating: 0, count: featureCount)
      weightGradient.update(repeating: 0, count: featureCount)
      for row in 0..<rows {
        for j in 0..<featureCount {
          let i = row * featureCount + j
          biasGradient[j] += dy[i]
          weightGradient[j] += dy[i] * (x[i] - mean[j])
        }
      }
      for j in 0..<featureCount { weightGradient[j] *= inverseDeviation[j] }
      guard let dx else { return }
      // x̂ dγ/rows = curve · (x − mean)
      let slope = scratch
      let curve = scratch + featureCount
      for j in 0..<featureCount {
        slope[j] = weight[j] * inverseDeviation[j]
        curve[j] = inverseDeviation[j] * weightGradient[j] / Scalar(rows)
      }
      let share = 1 / Scalar(rows)
      for row in 0..<rows {
        for j in 0..<featureCount {
          let i = row * featureCount + j
          dx[i] = slope[j] * (dy[i] - share * biasGradient[j] - curve[j] * (x[i] - mean[j]))
        }
      }
    }
  }
}
