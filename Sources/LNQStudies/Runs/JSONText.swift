import Foundation

/// JSON as lnq prints and stores it: keys in alphabetical order, so that equal values are equal bytes; NaN and infinities,
/// which JSON has no numbers for, as the strings "nan", "inf" and "-inf".
package enum JSONText {
  package static func of(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }
}

extension DecodingError {
  /// What is wrong, and at which key.
  package var sentence: String {
    func place(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
      let keys = (context.codingPath + (last.map { [$0] } ?? [])).map { $0.intValue.map(String.init) ?? $0.stringValue }
      return keys.isEmpty ? "" : " at \(keys.joined(separator: "."))"
    }
    return switch self {
    case .keyNotFound(let key, let context): "nothing stands" + place(context, key)
    case .valueNotFound(_, let context): "nothing stands" + place(context)
    case .typeMismatch(_, let context): "another kind of value is expected" + place(context)
    case .dataCorrupted(let context):
      (context.codingPath.isEmpty ? "it is not complete JSON" : context.debugDescription + place(context))
    @unknown default: "it is not what lnq writes"
    }
  }
}
