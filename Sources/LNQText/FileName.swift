import Foundation

/// Names of files and folders that are made of other texts: a model's name, a dataset's, an option with its value.
public enum FileName {
  /// The longest name that is made, in bytes of UTF-8. A run's folder has two such names, and file systems take 255 bytes.
  public static let byteLimit = 100

  /// `text` as the name of a file or folder, in Unicode's composed form.
  ///
  /// Letters and digits of every script stay, and so do `.`, `_` and `-`; every other character becomes `-`. No name begins
  /// with `.` or `-`: the first is hidden, and the second looks like an option.
  ///
  /// *Edge cases*: a name longer than `byteLimit` is cut and ends with `-` and 8 digits that are made of all of it; where no
  /// letter and no digit is left, it is `unnamed`, and with such digits unless the text consists of `.` and `-`.
  /// - Postcondition: `make(of: make(of: text)) == make(of: text)`.
  public static func make(of text: String, byteLimit: Int = FileName.byteLimit) -> String {
    let composed = text.precomposedStringWithCanonicalMapping
    let parts = String(composed.map { isPart($0) ? $0 : "-" })
    let name = String(parts.unicodeScalars.drop { $0 == "." || $0 == "-" || isMark($0) })
    guard name.contains(where: { $0.isLetter || $0.isNumber }) else {
      let isPlain = composed.unicodeScalars.allSatisfy { $0 == "." || $0 == "-" }
      return isPlain ? "unnamed" : "unnamed-\(TextDigest.digits(of: composed))"
    }
    guard name.utf8.count > byteLimit else { return name }
    let ending = "-\(TextDigest.digits(of: name))"
    return prefix(of: name, bytes: byteLimit - ending.utf8.count) + ending
  }

  /// Whether `text` can be the name of a file or folder as it is.
  public static func isName(_ text: String, byteLimit: Int = FileName.byteLimit) -> Bool {
    make(of: text, byteLimit: byteLimit) == text
  }

  /// As many whole characters of `text` as `bytes` bytes of UTF-8 hold.
  public static func prefix(of text: String, bytes: Int) -> String {
    var count = 0
    return String(
      text.prefix { character in
        count += character.utf8.count
        return count <= bytes
      })
  }

  /// Whether a character stays: one with marks that people do not see does not.
  private static func isPart(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
        !scalar.properties.isDefaultIgnorableCodePoint
      default: isMark(scalar) || scalar == "." || scalar == "_" || scalar == "-"
      }
    }
  }

  /// Whether it is a part of the letter before it.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return (category == .nonspacingMark || category == .spacingMark) && !scalar.properties.isDefaultIgnorableCodePoint
  }
}

/// Digits that stand for a text where the text itself has no room.
public enum TextDigest {
  /// Eight hexadecimal digits of the text's bytes: FNV-1a (Fowler, Noll, Vo) of 32 bits. Equal texts have equal digits.
  public static func digits(of text: String) -> String {
    let digest = text.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
