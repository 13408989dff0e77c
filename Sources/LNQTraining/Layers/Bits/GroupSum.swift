/// The head of a weightless network: `GroupSum(classes, tau)`.
///
/// The bits are divided into as many groups of neighbours as there are classes; a class's logit is the number of ones in its group,
/// divided by tau. Of classes with equal numbers the one with the larger `bias` wins, a fraction below 1 that is chosen on
/// validation rows; hardware compares numbers and biases, and knows no tau.
public struct GroupSumShape: Sendable, Hashable {
  /// How many groups there are.
  public let classCount: Int
  /// What the numbers are divided by before the softmax.
  public let tau: Float

  /// Puts both together.
  ///
  /// - Precondition: they are within the limits of the notation.
  public init(classCount: Int, tau: Float) {
    precondition(classCount > 0 && Self.taus.contains(tau), "\(classCount) groups, tau \(tau)")
    (self.classCount, self.tau) = (classCount, tau)
  }

  static let taus: ClosedRange<Float> = 1e-3...1e6

  var tensors: [LayerTensor] { [LayerTensor("bias", [classCount], .constant)] }

  /// How many fraction bits a bias has: enough for an order of all classes.
  public var biasBits: Int { Int.bitWidth - (classCount - 1).leadingZeroBitCount }

  var notation: String { "GroupSum(\(classCount), tau=\(tau))" }

  /// Reads a `GroupSum(…)`.
  init(_ call: LayerCall) throws(ModelError.Problem) {
    let arguments = try call.arguments(["k", "tau"], required: 1)
    self.init(classCount: try arguments.count("k"), tau: try arguments.number("tau", in: Self.taus, default: 1))
  }
}
