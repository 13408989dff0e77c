import Foundation

/// The colours, dashes and shapes of charts: on paper as they are here, in a page by the variables of its style sheet, which has
/// others for dark screens.
enum ChartStyle {
  /// Texts, axes, grid and background.
  static let (ink, axis, grid, paper) = ("#303030", "#606060", "#d0d0d0", "#ffffff")
  /// `ink` as gnuplot's labels take it.
  static let inkNumber = "0x303030"

  /// Of each series on paper and on a dark screen: Okabe and Ito's colours without yellow, which is too pale on white, then Tol's
  /// muted ones.
  static let series: [(light: String, dark: String)] = [
    ("#0072b2", "#4db2f0"), ("#d55e00", "#ff9044"), ("#009e73", "#2fd3a5"), ("#cc79a7", "#f0a3cd"),
    ("#e69f00", "#ffc64d"), ("#56b4e9", "#9ad6ff"), ("#000000", "#e6edf3"), ("#882255", "#d8749f"),
    ("#999933", "#cfcf6b"), ("#332288", "#9a8cf2"), ("#117733", "#6fcf8c"), ("#aa4499", "#e08fd4"),
  ]
  /// The lengths of dashes and gaps; empty for none.
  private static let dashes: [[Int]] = [
    [], [12, 4], [4, 3], [14, 4, 3, 4], [18, 6], [2, 3], [10, 3, 2, 3, 2, 3], [6, 6], [20, 3], [8, 2, 2, 2], [3, 6],
    [16, 3, 6, 3],
  ]
  /// gnuplot's numbers of filled and open circles, squares, triangles and so on.
  private static let shapes = [7, 5, 9, 11, 13, 6, 4, 8, 10, 12]

  static func colour(_ index: Int) -> String { series[index % series.count].light }

  /// For gnuplot: `1` or `(12,4)`.
  static func dash(_ index: Int) -> String {
    let dash = dashes[index % dashes.count]
    return dash.isEmpty ? "1" : "(\(dash.map(String.init).joined(separator: ",")))"
  }

  static func shape(_ index: Int) -> Int { shapes[index % shapes.count] }

  /// The style sheet's variables.
  static func variables(isDark: Bool) -> String {
    let others =
      isDark
      ? [("ink", "#e6edf3"), ("axis", "#9aa5b1"), ("grid", "#39424d"), ("paper", "#171c23")]
      : [("ink", ink), ("axis", axis), ("grid", grid), ("paper", paper)]
    let all = others + series.enumerated().map { ("series-\($0 + 1)", isDark ? $1.dark : $1.light) }
    return all.map { "--chart-\($0): \($1);" }.joined(separator: " ")
  }

  /// A drawing of gnuplot whose colours are the style sheet's. Cells of a heat map become the first series' colour, as strong as they
  /// are between white and it.
  static func themed(_ drawing: String) -> String {
    var text = drawing.split(separator: "\n", omittingEmptySubsequences: false).map(themedCell).joined(separator: "\n")
    let known =
      [("ink", ink), ("axis", axis), ("grid", grid), ("paper", paper)]
      + series.enumerated().map { ("series-\($0 + 1)", $1.light) }
    for (name, hex) in known {
      let parts = parts(of: hex)
      let spellings = [
        hex, hex.uppercased(), String(format: "rgb(%3d, %3d, %3d)", parts[0], parts[1], parts[2]),
        "rgb(\(parts[0]),\(parts[1]),\(parts[2]))",
      ]
      for spelling in spellings {
        text = text.replacingOccurrences(of: spelling, with: "var(--chart-\(name))")
      }
    }
    return text.replacingOccurrences(of: "\"black\"", with: "\"var(--chart-ink)\"")
  }

  /// `<polygon fill = 'rgb( 77, 156, 201)' …` with the first series' colour and an opacity.
  private static func themedCell(_ line: Substring) -> String {
    let head = "<polygon fill = 'rgb("
    guard line.hasPrefix(head), !line.contains("fill-opacity"), let end = line.firstIndex(of: ")") else {
      return String(line)
    }
    let numbers = line[..<end].dropFirst(head.count).split(separator: ",").compactMap {
      Int($0.filter { $0 != " " })
    }
    let full = parts(of: colour(0))
    guard numbers.count == 3 else { return String(line) }
    let share = Double(255 - numbers[0]) / Double(255 - full[0])
    let isThere = zip(numbers, full).allSatisfy { abs(255 + share * Double($1 - 255) - Double($0)) < 3 }
    guard isThere else { return String(line) }
    let rest = line[line.index(end, offsetBy: 2)...]
    return "<polygon fill=\"\(colour(0))\" fill-opacity=\"\(String(format: "%.2f", share))\"\(rest)"
  }

  private static func parts(of hex: String) -> [Int] {
    let number = Int(hex.dropFirst(), radix: 16) ?? 0
    return [number >> 16, number >> 8 & 255, number & 255]
  }
}

extension ChartStyle {
  /// The samples of a legend as SVG, in a box of 36 × 14, from its corner.
  static func sample(_ sample: LegendEntry.Sample) -> String {
    switch sample {
    case .line(let index, let joined):
      let dash = dashes[index % dashes.count]
      let dashed =
        dash.isEmpty ? "" : " stroke-dasharray=\"\(dash.map { "\(Double($0) * 0.75)" }.joined(separator: ","))\""
      let line =
        joined ? "<path d=\"M1,7 H35\" fill=\"none\" stroke=\"\(colour(index))\" stroke-width=\"2\"\(dashed)/>" : ""
      return line + marker(shape(index), colour(index))
    case .bar(let index):
      return "<rect x=\"10\" y=\"1\" width=\"16\" height=\"12\" fill=\"\(colour(index))\"/>"
    case .mark: return "<circle cx=\"18\" cy=\"7\" r=\"5.5\" fill=\"none\" stroke=\"\(ink)\" stroke-width=\"1.5\"/>"
    case .number(let number):
      return
        "<text x=\"34\" y=\"11\" text-anchor=\"end\" font-family=\"sans-serif\" font-size=\"12\" fill=\"\(ink)\">\(number)</text>"
    }
  }

  private static func marker(_ shape: Int, _ colour: String) -> String {
    let isFilled = [5, 7, 9, 11, 13].contains(shape)
    let look = "fill=\"\(isFilled ? colour : "none")\" stroke=\"\(colour)\" stroke-width=\"1.2\""
    return switch shape {
    case 4, 5: "<rect x=\"14.5\" y=\"3.5\" width=\"7\" height=\"7\" \(look)/>"
    case 8, 9: "<path d=\"M18,2.5 L22.5,10.5 H13.5 z\" \(look)/>"
    case 10, 11: "<path d=\"M18,11.5 L22.5,3.5 H13.5 z\" \(look)/>"
    case 12, 13: "<path d=\"M18,2 L23,7 L18,12 L13,7 z\" \(look)/>"
    default: "<circle cx=\"18\" cy=\"7\" r=\"4\" \(look)/>"
    }
  }
}
