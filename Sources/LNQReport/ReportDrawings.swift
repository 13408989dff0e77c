/// The drawn charts of a document.
public enum ReportDrawings: Equatable, Sendable {
  /// By the figures' names. A figure without a drawing is left out.
  case drawn([String: SVGDrawing])
  /// None, and the sentence that says why.
  case absent(reason: String)

  subscript(figure: ReportFigure) -> SVGDrawing? {
    if case .drawn(let drawings) = self { drawings[figure.name] } else { nil }
  }

  /// Why there are none; nil when there are.
  var absence: String? {
    if case .absent(let reason) = self { reason } else { nil }
  }
}
