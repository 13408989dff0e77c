/// Where a report was written.
struct WrittenReport: Report {
  /// What it is about.
  let title: String
  /// The page.
  let html: String
  /// The same as Markdown.
  let markdown: String
  /// How many charts it has.
  let charts: Int
  /// Why there are none; nil when there are.
  let noCharts: String?

  var summary: Summary {
    var summary = Summary(title)
    summary.add("page", html)
    summary.add("Markdown", markdown)
    summary.add("charts", Figure.count(charts))
    return summary
  }
}
