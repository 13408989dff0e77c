/// A label and its value.
public struct ReportFact: Equatable, Sendable {
  /// `seed`.
  public var label: String
  /// `0`.
  public var value: String
  /// Whether the value is something that is typed or computed: it is printed as code.
  public var isCode: Bool

  /// Puts both together.
  public init(_ label: String, _ value: String, isCode: Bool = false) {
    self.label = label
    self.value = value
    self.isCode = isCode
  }
}
