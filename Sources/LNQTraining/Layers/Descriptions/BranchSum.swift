/// How layers stand side by side that get the same input and whose outputs are added from left to right.
public enum BranchSum: Sendable, Hashable {
  /// body(x) + shortcut(x), two branches, where an empty shortcut is x itself. In PyTorch a module with
  /// `self.body = nn.Sequential(…)` and, with a shortcut, `self.shortcut = nn.Sequential(…)`.
  case residual
  /// Σ member(x), two branches or more (AmigoLUT, Weng et al., 2025). In PyTorch an `nn.ModuleList` of `nn.Sequential`s.
  case ensemble

  /// The class in the notation.
  public var name: String { self == .residual ? "Residual" : "Ensemble" }

  /// What PyTorch calls the branch with that index: `body` and `shortcut`, or `0`, `1`, ….
  func branchName(_ index: Int) -> String {
    self == .ensemble ? "\(index)" : index == 0 ? "body" : "shortcut"
  }
}

extension BranchSum {
  /// Forward and backward of y = Σ branch(x), where the memory belongs to a `NetworkExecutor`.
  ///
  /// Shapes: x and dx rows × inputCount; y and dy rows × outputCount.
  struct Passes<Scalar: BLASScalar> {
    /// At least two; nil for x itself.
    let branches: [LayerSequence<Scalar>?]
    let inputCount: Int
    let outputCount: Int
    /// What a branch after the first adds to dx, rows × inputCount.
    let branchGradient: UnsafeMutablePointer<Scalar>

    /// y = Σ branch(x) in training, from left to right; so do the branches draw their dropout.
    func forwardTraining(
      _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int,
      generator: inout some RandomNumberGenerator
    ) {
      for (index, branch) in branches.enumerated() {
        let output = branch?.forwardTraining(x, rows: rows, generator: &generator) ?? x
        add(output, to: y, count: rows * outputCount, isFirst: index == 0)
      }
    }

    /// y = Σ branch(x) in evaluation.
    func forwardEvaluation(_ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, rows: Int) {
      for (index, branch) in branches.enumerated() {
        let output = branch?.forwardEvaluation(x, rows: rows) ?? x
        add(output, to: y, count: rows * outputCount, isFirst: index == 0)
      }
    }

    /// Every branch gets dy, and dx is the sum of what they give, unless it is nil.
    func backward(
      _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>, into dx: UnsafeMutablePointer<Scalar>?, rows: Int
    ) {
      for (index, branch) in branches.enumerated() {
        branch?.backward(x, dy, into: dx == nil ? nil : branchGradient, rows: rows)
        guard let dx else { continue }
        add(
          branch == nil ? dy : UnsafePointer(branchGradient), to: dx, count: rows * inputCount, isFirst: index == 0)
      }
    }

    private func add(
      _ summand: UnsafePointer<Scalar>, to sum: UnsafeMutablePointer<Scalar>, count: Int, isFirst: Bool
    ) {
      guard !isFirst else { return sum.update(from: summand, count: count) }
      for i in 0..<count { sum[i] += summand[i] }
    }
  }
}
