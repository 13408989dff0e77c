/// What can be wrong with a range.
public enum SearchError: Error, Equatable, Sendable {
  /// Text that is no `LOW..HIGH`.
  case notARange(name: String, text: String)
  /// A number in it that has to be whole.
  case notWhole(name: String, text: String)
  /// Its end is not above its beginning.
  case noRoom(name: String, text: String)
  /// A range that reaches outside of what its parameter can be.
  case outOfBounds(name: String, text: String, allowed: String)
}

extension SearchError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .notARange(let name, let text):
      "\(name) \(text): write a range such as 16..64, or one value"
    case .notWhole(let name, let text):
      "\(name) \(text): both ends of the range are whole numbers"
    case .noRoom(let name, let text):
      "\(name) \(text): the end of the range has to be above its beginning"
    case .outOfBounds(let name, let text, let allowed):
      "\(name) \(text): \(allowed)"
    }
  }
}
