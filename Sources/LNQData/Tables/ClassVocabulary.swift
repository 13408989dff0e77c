/// The classes of a table: given beforehand, or as they are met.
struct ClassVocabulary {
  /// A column with more different values than this does not hold classes.
  static let limit = 1000

  private(set) var names: [String]
  private var indexOfName: [String: Int32] = [:]
  private let mayGrow: Bool

  /// - Parameter names: the classes in the order of their indices; nil to take all that come.
  init(names: [String]?) throws(DatasetError) {
    self.names = names ?? []
    mayGrow = names == nil
    for (index, name) in self.names.enumerated() {
      guard indexOfName.updateValue(Int32(index), forKey: name) == nil else { throw .duplicateClass(name: name) }
    }
  }

  /// The index of a class. The names' final order comes with `sort`.
  mutating func index(
    of name: String, path: String, at place: DatasetError.Position, column: String
  ) throws(DatasetError) -> Int32 {
    if let index = indexOfName[name] { return index }
    if name.isEmpty || name == "?" { throw .missingValue(path: path, at: place, column: column) }
    guard mayGrow else {
      throw .unknownClass(path: path, at: place, column: column, text: String(name.prefix(40)), classes: names)
    }
    guard names.count < Self.limit else { throw .tooManyClasses(path: path, column: column, limit: Self.limit) }
    let index = Int32(names.count)
    names.append(name)
    indexOfName[name] = index
    return index
  }

  /// Puts classes that were met into order, as numbers where all are integers, otherwise as text, and the labels with them.
  mutating func sort(_ labels: inout [Int32]) {
    guard mayGrow else { return }
    let order = Self.order(of: names)
    var rank = [Int32](repeating: 0, count: names.count)
    for (place, index) in order.enumerated() { rank[index] = Int32(place) }
    names = order.map { names[$0] }
    for row in labels.indices { labels[row] = rank[Int(labels[row])] }
  }

  /// The names in the default order of classes.
  static func sorted(_ names: [String]) -> [String] { order(of: names).map { names[$0] } }

  private static func order(of names: [String]) -> [Int] {
    let numbers = names.compactMap { Int($0) }
    if numbers.count == names.count {
      return names.indices.sorted { (numbers[$0], names[$0]) < (numbers[$1], names[$1]) }
    }
    return names.indices.sorted { names[$0] < names[$1] }
  }
}
