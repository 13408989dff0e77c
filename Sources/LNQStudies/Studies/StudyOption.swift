/// An option of a study with the values that it takes there.
package struct StudyOption: Codable, Hashable, Sendable {
  /// Its name without the dashes: `batch-size`.
  package var name: String
  /// Its values in the order in which they were written, none twice. A search writes its range as one text.
  package var values: [String]

  /// Puts the two together.
  package init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }

  /// Whether trials differ in it.
  package var isVaried: Bool { values.count > 1 }
}
