/// A network as boxes and arrows, for Graphviz, which says where they stand.
public struct GraphDrawing: Equatable, Sendable {
  /// What a box is, which gives its colour.
  public enum Kind: String, CaseIterable, Sendable {
    /// What goes in and comes out.
    case data
    /// Weighted sums and convolutions.
    case weights
    /// Batch normalization and dropout.
    case normalization
    /// Functions of single numbers.
    case activation
    /// Quantizers and tables.
    case tables
    /// What only changes shapes.
    case shape
    /// The sum of branches.
    case sum

    /// Of the box in light mode; and in dark mode.
    var fills: (light: String, dark: String) {
      switch self {
      case .data: ("#ffffff", "#12161c")
      case .weights: ("#cfe2f3", "#1f4766")
      case .normalization: ("#e4e7eb", "#353c45")
      case .activation: ("#fde3c3", "#6b4312")
      case .tables: ("#cdeedd", "#1b5440")
      case .shape: ("#f6f8fa", "#1c222a")
      case .sum: ("#ffffff", "#12161c")
      }
    }
  }

  /// The lines of a box: the first one is bold.
  public struct Node: Equatable, Sendable {
    let kind: Kind
    let lines: [String]
  }

  /// From one box to another, with what flows.
  public struct Edge: Equatable, Sendable {
    let from: Int
    let to: Int
    let text: String
  }

  /// What is drawn.
  public let title: String
  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []

  /// An empty drawing.
  public init(title: String) { self.title = title }

  /// Adds a box, and gives its number.
  public mutating func add(_ kind: Kind, _ lines: [String]) -> Int {
    nodes.append(Node(kind: kind, lines: lines))
    return nodes.count - 1
  }

  /// Adds an arrow.
  public mutating func connect(_ from: Int, _ to: Int, _ text: String) {
    edges.append(Edge(from: from, to: to, text: text))
  }
}

extension GraphDrawing {
  /// The graph in Graphviz' language.
  public var dot: String {
    var text = """
      digraph network {
      graph [rankdir=TB, bgcolor=transparent, ranksep=0.28, nodesep=0.35, margin=0.15, pad=0.1]
      node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=13, margin="0.14,0.07", color="#57606a", penwidth=1]
      edge [fontname="Helvetica", fontsize=12, color="#57606a", arrowsize=0.7]

      """
    for (index, node) in nodes.enumerated() {
      let shape = node.kind == .sum ? ", shape=circle, margin=0.02" : ""
      text +=
        "n\(index) [class=\(node.kind.rawValue), fillcolor=\"\(node.kind.fills.light)\"\(shape), label=\"\(node.lines.map(Self.quoted).joined(separator: "\\n"))\"]\n"
    }
    for edge in edges {
      let label = edge.text.isEmpty ? "" : " [label=\"  \(Self.quoted(edge.text))\"]"
      text += "n\(edge.from) -> n\(edge.to)\(label)\n"
    }
    return text + "}\n"
  }

  /// Text between quotation marks, in which dot replaces references to characters.
  private static func quoted(_ text: String) -> String {
    HTMLText.escaped(text).replacing("\\", with: "\\\\").replacing("\n", with: " ")
  }

  /// What dot drew, as a file that fits its window and follows light and dark; nil when it is no drawing.
  public func svg(drawn text: String) -> String? {
    parts(of: text).map { $0.head + "\n<title>\(HTMLText.escaped(title))</title>\n" + Self.style + $0.body + "\n" }
  }

  /// The tag of the drawing, and what is in it up to the end tag; nil when it is no drawing.
  func parts(of text: String) -> (head: String, body: String)? {
    guard let start = text.range(of: "<svg"), let end = text.range(of: "</svg>", options: .backwards),
      start.lowerBound < end.lowerBound,
      let box = text.firstMatch(of: /viewBox="([0-9. -]+)"/)?.output.1
    else { return nil }
    let extents = box.split(separator: " ").compactMap { Double($0) }
    guard extents.count == 4, let head = text[start.upperBound...].firstIndex(of: ">") else { return nil }
    // dot has points; pixels of the same number are easier to read on a screen when they are a third more.
    let width = Int(extents[2] * 4 / 3)
    let body = text[text.index(after: head)..<end.upperBound].replacing(/<title>[^<]*<\/title>\n?/, with: "")
      .replacing(/<!--.*?-->\n?/.dotMatchesNewlines(), with: "")
    return (
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"lnq\" role=\"img\" width=\"\(width)\" viewBox=\"\(box)\">",
      String(body)
    )
  }

  /// The style sheet of a file.
  static let style = DrawingStyle.css(light: rules(isDark: false), dark: rules(isDark: true))

  /// The colours of the boxes.
  private static func rules(isDark: Bool) -> [String] {
    Kind.allCases.map {
      ".\($0.rawValue) path, .\($0.rawValue) ellipse { fill: \(isDark ? $0.fills.dark : $0.fills.light); }"
    }
  }

  /// What the style sheet of a page with graphs says of them: those of a file, but for their size.
  static let pageRules = DrawingStyle.rules(light: rules(isDark: false), dark: rules(isDark: true))
}

/// What drawings have in common: they are as wide as their window at most, and dark where the reader wants it, but not on paper.
enum DrawingStyle {
  static func css(light: [String] = [], dark: [String] = []) -> String {
    "<style>\n\(rules(light: light, dark: dark))\n</style>"
  }

  static func rules(light: [String], dark: [String]) -> String {
    """
    .lnq { max-width: 100%; height: auto; background: #ffffff; }
    .lnq text { fill: #1b1f24; font-family: Helvetica, Arial, sans-serif; }
    .lnq .node text:first-of-type { font-weight: bold; }
    .lnq .edge path, .lnq .node path, .lnq .node ellipse, .lnq .edge polygon { stroke: #57606a; }
    .lnq .edge polygon { fill: #57606a; }
    \(light.map { ".lnq " + $0.replacing(", ", with: ", .lnq ") }.joined(separator: "\n"))
    @media screen and (prefers-color-scheme: dark) {
    .lnq { background: #12161c; }
    .lnq text { fill: #e6edf3; }
    .lnq .edge path, .lnq .node path, .lnq .node ellipse, .lnq .edge polygon { stroke: #9aa5b1; }
    .lnq .edge polygon { fill: #9aa5b1; }
    \(dark.map { ".lnq " + $0.replacing(", ", with: ", .lnq ") }.joined(separator: "\n"))
    }
    """
  }
}
