/// What can be wrong with packed data.
public enum PackingProblem: Error, Hashable, Sendable {
  /// It ends before its end.
  case truncated
  /// It says something that its format does not know.
  case damaged
  /// It unpacks to more than the limit.
  case tooLong(limit: Int)
}

extension PackingProblem: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .truncated: "the packed data end too early: the file is truncated; get it again"
    case .damaged: "the packed data are damaged; get the file again"
    case .tooLong(let limit): "the packed data unpack to more than \(limit) bytes, and no more are read"
    }
  }
}
