/// Arguments and the numbers in them.
///
///     arguments = [ argument { "," argument } [ "," ] ] ")"
///     argument  = [ name "=" ] sum
///     sum       = product { ( "+" | "-" ) product }
///     product   = factor { ( "*" | "/" | "//" ) factor }
///     factor    = ( "-" | "+" ) factor | "(" [ sum { "," sum } [ "," ] ] ")" | number | name | text in quotes
///
/// A name is what the source has assigned to it, or a size of the data set; else it stays a name.
extension ModelNotation {
  /// What stands between a call's brackets, up to the closing one.
  mutating func arguments() throws(ModelError) -> (
    positional: [LayerCall.Argument], keywords: [(name: String, argument: LayerCall.Argument)]
  ) {
    var positional: [LayerCall.Argument] = []
    var keywords: [(name: String, argument: LayerCall.Argument)] = []
    skipNewlines()
    while current.kind != .mark(")") {
      if case .name(let keyword) = current.kind, tokens[position + 1].kind == .mark("=") {
        position += 2
        let argument = try value()
        // Where the numbers lie and what type they have is lnq's own affair.
        if !["device", "dtype"].contains(keyword) { keywords.append((keyword, argument)) }
      } else {
        guard keywords.isEmpty else { throw unexpected(expected: "a keyword, as after every keyword argument") }
        positional.append(try value())
      }
      skipNewlines()
      if current.kind == .mark(",") {
        position += 1
        skipNewlines()
      } else if current.kind != .mark(")") {
        throw unexpected(expected: "a comma or a closing bracket")
      }
    }
    position += 1
    return (positional, keywords)
  }

  /// A sum, which may be a single number, name, text or tuple.
  mutating func value() throws(ModelError) -> LayerCall.Argument {
    var sum = try product()
    while case .mark(let sign) = current.kind, sign == "+" || sign == "-" {
      position += 1
      sum = Self.result(of: sum, String(sign), try product())
    }
    return sum
  }

  private mutating func product() throws(ModelError) -> LayerCall.Argument {
    var product = try factor()
    while case .mark(let sign) = current.kind, sign == "*" || sign == "/" {
      position += 1
      let isWhole = sign == "/" && current.kind == .mark("/")
      if isWhole { position += 1 }
      product = Self.result(of: product, isWhole ? "//" : String(sign), try factor())
    }
    return product
  }

  private mutating func factor() throws(ModelError) -> LayerCall.Argument {
    switch current.kind {
    case .mark(let sign) where sign == "-" || sign == "+":
      position += 1
      guard case .number(let text) = current.kind else {
        let factor = try nested { notation throws(ModelError) in try notation.factor() }
        return sign == "+" ? factor : Self.result(of: Self.number(0), "-", factor)
      }
      return try number("\(sign)\(text)")
    case .mark("("): return try nested { notation throws(ModelError) in try notation.tuple() }
    case .number(let text): return try number(text)
    case .text(let text):
      position += 1
      return LayerCall.Argument(value: NotationToken.isPlain(text) ? .text(text) : .name, text: "'\(text)'")
    case .name(let text):
      position += 1
      if text == "True" || text == "False" { return LayerCall.Argument(value: .boolean(text == "True"), text: text) }
      if let value = values[text] { return value }
      if let known = size(named: text) { return Self.number(known) }
      return LayerCall.Argument(value: .name, text: text)
    case .mark, .newline, .end: throw unexpected(expected: "a number, True or False")
    }
  }

  private mutating func number(_ text: String) throws(ModelError) -> LayerCall.Argument {
    let value: LayerCall.Value
    if let integer = Int(text) {
      value = .integer(integer)
    } else if let real = Float(text), real.isFinite {
      value = .real(real)
    } else {
      throw unexpected(expected: "a number")
    }
    position += 1
    return LayerCall.Argument(value: value, text: text)
  }

  /// Numbers in brackets; one alone without a comma is that number.
  private mutating func tuple() throws(ModelError) -> LayerCall.Argument {
    position += 1
    var values: [LayerCall.Argument] = []
    var hasComma = false
    skipNewlines()
    while current.kind != .mark(")") {
      values.append(try value())
      skipNewlines()
      if current.kind == .mark(",") {
        hasComma = true
        position += 1
        skipNewlines()
      } else if current.kind != .mark(")") {
        throw unexpected(expected: "a comma or a closing bracket")
      }
    }
    position += 1
    if values.count == 1, !hasComma { return values[0] }
    let text = values.map(\.text).joined(separator: ", ")
    return LayerCall.Argument(value: .tuple(values), text: "(\(text)\(values.count == 1 ? "," : ""))")
  }

  /// The result where both are whole numbers, or one is a real one; else the expression as it stands.
  private static func result(
    of left: LayerCall.Argument, _ sign: String, _ right: LayerCall.Argument
  ) -> LayerCall.Argument {
    let unknown = LayerCall.Argument(value: .name, text: "\(left.text) \(sign) \(right.text)")
    if case .integer(let left) = left.value, case .integer(let right) = right.value, sign != "/" {
      let (result, overflows) =
        switch sign {
        case "+": left.addingReportingOverflow(right)
        case "-": left.subtractingReportingOverflow(right)
        case "*": left.multipliedReportingOverflow(by: right)
        default: right == 0 ? (0, true) : left.dividedReportingOverflow(by: right)
        }
      // Python rounds quotients down.
      let isBelow = sign == "//" && !overflows && (left < 0) != (right < 0) && result * right != left
      return overflows ? unknown : number(isBelow ? result - 1 : result)
    }
    guard let first = left.real, let second = right.real, sign != "//" else { return unknown }
    let result =
      switch sign {
      case "+": first + second
      case "-": first - second
      case "*": first * second
      default: first / second
      }
    return result.isFinite ? LayerCall.Argument(value: .real(result), text: "\(result)") : unknown
  }

  private static func number(_ integer: Int) -> LayerCall.Argument {
    LayerCall.Argument(value: .integer(integer), text: "\(integer)")
  }
}

extension LayerCall.Argument {
  /// A number of either kind.
  fileprivate var real: Float? {
    switch value {
    case .integer(let integer): Float(integer)
    case .real(let real): real
    case .boolean, .text, .tuple, .name: nil
    }
  }
}

/// The sizes that a data set gives the networks that are trained on it, and what sources call them.
public struct DataSizes: Hashable, Sendable {
  /// How many features a row has.
  public let features: Int
  /// How many classes there are.
  public let classes: Int

  /// Puts both together.
  public init(features: Int, classes: Int) {
    (self.features, self.classes) = (features, classes)
  }

  /// Which size a name such as `info.num_features` stands for; nil for others.
  static func meaning(of name: String) -> KeyPath<DataSizes, Int>? {
    guard let word = name.split(separator: ".").last else { return nil }
    if ["num_features", "n_features", "in_features", "input_size", "input_dim", "in_dim", "num_inputs", "n_inputs"]
      .contains(word)
    {
      return \.features
    }
    let classes = ["num_classes", "n_classes", "out_features", "output_size", "output_dim", "out_dim", "num_outputs"]
    return classes.contains(String(word)) ? \.classes : nil
  }
}
