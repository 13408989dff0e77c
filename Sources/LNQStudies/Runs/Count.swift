/// A whole number in a JSON file that counts something: rows, steps, cycles.
///
/// A file can hold any number of 64 bits, and a report adds what it reads. So the type has a range: whoever reads a file reads a
/// count that is one, and the sums of a million of them are numbers too.
@propertyWrapper
package struct Count: Hashable, Sendable {
  /// What a count can be: 0 to 2^40.
  static let range = 0...1 << 40

  package var wrappedValue: Int

  package init(wrappedValue: Int) { self.wrappedValue = wrappedValue }
}

extension Count: Codable {
  /// Reads a number within `range`.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let value = try container.decode(Int.self)
    guard Self.range.contains(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(value) is no count: 0 to \(Self.range.upperBound) can stand")
    }
    wrappedValue = value
  }

  /// Writes the number.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
