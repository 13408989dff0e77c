import LNQText

/// Classes into which a network puts no row: every verb that finds some says it in these words.
package enum LostClasses {
  /// Why that happens.
  private static let reason =
    "behind a last ReLU an output that is 0 on every row does not learn any more, and codes of few bits leave many ties, which "
    + "the lower class wins"

  /// What to do about it.
  package static let advice =
    "another --seed helps, more epochs, or, where the network ends with a ReLU, --revive 3"

  /// The classes of these figures that no row was put into.
  package static func names(in classes: [ClassFigures]) -> [String] {
    classes.indices.filter { index in classes.allSatisfy { $0.chosen[index] == 0 } }.map { classes[$0].name }
  }

  /// Of one network; nil where it has all its classes.
  ///
  /// - Parameter rows: what kind of row: `test row`.
  package static func warning(_ names: [String], rows: String = "test row") -> String? {
    names.isEmpty ? nil : "no \(rows) was put into \(VisibleText.list(names)): \(reason); \(advice)"
  }

  /// Of the trials of a study; nil where none of them lost one.
  ///
  /// - Parameters:
  ///   - marked: how the text shows which they are.
  ///   - isMean: whether trials of a setting are shown by their mean.
  package static func warning(
    trials count: Int, of finished: Int, marked: String = "marked with *", isMean: Bool = true
  ) -> String? {
    guard count > 0 else { return nil }
    return
      "in \(NumberText.counted(count, "trial", "trials")) of \(NumberText.count(finished)) no test row was put into some class "
      + "(\(marked))\(isMean ? ", which pulls the mean down" : ""): \(reason); \(advice)"
  }

  /// The first line about a study all of whose trials lost a class, so that nothing can be said of its settings; nil for others.
  package static func headline(trials count: Int, of finished: Int) -> String? {
    guard count > 0, count == finished else { return nil }
    let all = finished == 1 ? "its only trial" : "all \(NumberText.count(finished)) trials"
    return "No setting can be judged: \(all) lost a class; \(advice)"
  }
}
