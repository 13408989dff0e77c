/// A residual block: y = body(x) + shortcut(x), where an empty shortcut is x itself.
///
/// In PyTorch a module with `self.body = nn.Sequential(…)` and, with a shortcut, `self.shortcut = nn.Sequential(…)`.
public struct Residual: Sendable, Equatable {
  /// At least one layer.
  public internal(set) var body: [Layer]
  /// Empty for the identity.
  public internal(set) var shortcut: [Layer]

  /// Puts the layers together.
  ///
  /// - Precondition: the body is not empty.
  public init(body: [Layer], shortcut: [Layer] = []) {
    precondition(!body.isEmpty, "a residual block with a body")
    self.body = body
    self.shortcut = shortcut
  }
}
