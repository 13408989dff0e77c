/// The classes of a table: given beforehand, or as they are met.
///
/// Classes that are all whole numbers are these integers, however they are written (`1`, `1.0`, `1e0`), in their order. Any
/// others are texts, in the order of texts.
struct ClassVocabulary {
  /// A column with more different values than this does not hold classes.
  static let limit = 1000

  private(set) var names: [String]
  private var indexOfName: [String: Int32] = [:]
  private let mayGrow: Bool
  /// The first class that was met and is no whole number, and where it was.
  private var firstText: (name: String, place: DatasetError.Position)?

  /// - Parameter names: the classes in the order of their indices; nil to take all that come.
  init(names: [String]?) throws(DatasetError) {
    self.names = Self.canonical(names ?? [])
    mayGrow = names == nil
    for (index, name) in self.names.enumerated() {
      guard indexOfName.updateValue(Int32(index), forKey: name) == nil else { throw .duplicateClass(name: name) }
    }
  }

  /// Names that are all whole numbers as integers; other names as they are.
  static func canonical(_ names: [String]) -> [String] {
    let numbers = names.compactMap(SourceText.wholeNumber)
    return numbers.count == names.count ? numbers.map(String.init) : names
  }

  /// The index of a class. The names' final order comes with `sort`.
  mutating func index(
    of name: String, path: String, at place: DatasetError.Position, column: String
  ) throws(DatasetError) -> Int32 {
    if let index = indexOfName[name] { return index }
    if !mayGrow, let number = SourceText.wholeNumber(name), let index = indexOfName[String(number)] { return index }
    if SourceText.isMissing(name) {
      throw .missingClass(path: path, at: place, column: column, text: name)
    }
    guard mayGrow else {
      throw .unknownClass(path: path, at: place, column: column, text: name, classes: names)
    }
    guard names.count < Self.limit else { throw .tooManyClasses(path: path, column: column, limit: Self.limit) }
    if firstText == nil, SourceText.wholeNumber(name) == nil { firstText = (name, place) }
    let index = Int32(names.count)
    names.append(name)
    indexOfName[name] = index
    return index
  }

  /// Throws when classes that were met are numbers, and not whole ones: they may be a feature.
  func checkNotMeasured(path: String, column: String) throws(DatasetError) {
    guard mayGrow, let (name, place) = firstText, names.allSatisfy({ SourceText.number($0) != nil }) else { return }
    throw .notAClass(path: path, at: place, column: column, text: name)
  }

  /// Puts classes that were met into order, and the labels with them. Spellings of one number become one class.
  mutating func sort(_ labels: inout [Int32]) {
    guard mayGrow else { return }
    let canonical = Self.canonical(names)
    names = Self.sorted(canonical)
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let rank = canonical.map { places[$0] ?? 0 }
    for row in labels.indices { labels[row] = rank[Int(labels[row])] }
  }

  /// The different names in the default order of classes.
  static func sorted(_ names: [String]) -> [String] {
    let numbers = names.compactMap { Int($0) }
    return numbers.count == names.count ? Set(numbers).sorted().map(String.init) : Set(names).sorted()
  }
}
