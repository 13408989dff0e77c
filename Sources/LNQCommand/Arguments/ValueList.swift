import ArgumentParser
import Foundation

/// Several values of one option on a command line, with commas between them: `16,32,64`.
struct ValueList: ExpressibleByArgument, Equatable {
  /// The values as they were written, in their order. Of those that are the same, as numbers or else as text, the first
  /// alone is here.
  let values: [String]

  /// Nothing for an empty text, and where nothing stands between two commas.
  init?(argument: String) {
    var values: [String] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let value = part.trimmingCharacters(in: .whitespaces)
      guard !value.isEmpty else { return nil }
      if !values.contains(where: { Self.areSame($0, value) }) { values.append(value) }
    }
    self.values = values
  }

  /// Whether two values mean the same: `1e-3` and `0.001`.
  static func areSame(_ one: String, _ other: String) -> Bool {
    if let one = Double(one), let other = Double(other) { return one == other }
    return one == other
  }
}
