/// Where a report was written.
package struct WrittenReport: Report {
  /// What it is about.
  let title: String
  /// The page.
  package let html: String
  /// The same as Markdown.
  package let markdown: String
  /// How many charts it has.
  package let charts: Int
  /// Why there are none; nil when there are.
  package let noCharts: String?

  package var summary: Summary {
    var summary = Summary(title)
    summary.add("page", html)
    summary.add("Markdown", markdown)
    summary.add("charts", Figure.count(charts))
    return summary
  }
}
