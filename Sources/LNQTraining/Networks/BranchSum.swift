/// Sequences of layers that get the same input and whose outputs are added from left to right: a residual block or an ensemble.
public struct BranchSum: Sendable, Equatable {
  /// What it is called, and what its branches are.
  public enum Kind: Sendable, Hashable {
    /// body(x) + shortcut(x), two branches, where an empty shortcut is x itself. In PyTorch a module with
    /// `self.body = nn.Sequential(…)` and, with a shortcut, `self.shortcut = nn.Sequential(…)`.
    case residual
    /// Σ member(x), two branches or more (AmigoLUT, Weng et al., 2025). In PyTorch an `nn.ModuleList` of `nn.Sequential`s.
    case ensemble

    /// The class in the notation.
    public var name: String { self == .residual ? "Residual" : "Ensemble" }

    /// What PyTorch calls the branch with that index: `body` and `shortcut`, or `0`, `1`, ….
    public func branchName(_ index: Int) -> String {
      self == .ensemble ? "\(index)" : index == 0 ? "body" : "shortcut"
    }
  }

  /// Residual block or ensemble.
  public let kind: Kind
  /// The layers of each branch; an empty branch is the identity.
  public internal(set) var branches: [[Layer]]

  init(_ kind: Kind, branches: [[Layer]]) {
    self.kind = kind
    self.branches = branches
  }

  /// body(x) + shortcut(x); an empty shortcut is x itself.
  ///
  /// - Precondition: the body is not empty.
  public static func residual(body: [Layer], shortcut: [Layer] = []) -> BranchSum {
    precondition(!body.isEmpty, "a residual block with a body")
    return BranchSum(.residual, branches: [body, shortcut])
  }

  /// Σ member(x).
  ///
  /// - Precondition: there are two members or more, none of them empty.
  public static func ensemble(_ members: [[Layer]]) -> BranchSum {
    precondition(members.count > 1 && members.allSatisfy { !$0.isEmpty }, "an ensemble of \(members.count) members")
    return BranchSum(.ensemble, branches: members)
  }
}
