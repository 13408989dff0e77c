/// What the arrays of a file are by their names: features, labels, and which part of the rows. Names are compared without regard
/// to case and to what is no letter or digit: `X_train`, `x/train` and `trainX` are one.
struct ArrayNames {
  /// The part of the rows that an array has, in the order in which a table has them.
  enum Part: CaseIterable {
    case train
    case validation
    case test

    /// What names call it.
    var spellings: [String] {
      switch self {
      case .train: ["train", "training", "trainval"]
      case .validation: ["val", "valid", "validation", "dev"]
      case .test: ["test", "testing"]
      }
    }
  }

  /// An array of features and that of their labels.
  struct Pair {
    let features: DataArray
    let labels: DataArray
  }

  /// All arrays of the file, in its order.
  let arrays: [DataArray]
  private let indexOf: [String: Int]

  init(_ arrays: [DataArray]) {
    self.arrays = arrays
    indexOf = Dictionary(arrays.enumerated().map { (Self.plain($1.name), $0) }) { first, _ in first }
  }

  /// Names of features and labels that belong together, the surest first. `arr_0` and `arr_1` are what `numpy.savez(file, X, y)`
  /// writes.
  private static let families = [
    ("x", "y"), ("features", "labels"), ("features", "targets"), ("data", "target"), ("data", "labels"),
    ("images", "labels"), ("inputs", "targets"),
  ]

  /// The arrays of features and labels: in parts, or all rows as `train`; nil where the names do not say it.
  var pairs: [Part: Pair]? {
    for (features, labels) in Self.families {
      var pairs: [Part: Pair] = [:]
      for part in Part.allCases {
        for spelling in part.spellings where pairs[part] == nil {
          pairs[part] =
            pair(features + spelling, labels + spelling) ?? pair(spelling + features, spelling + labels)
        }
      }
      if pairs[.train] != nil { return pairs }
    }
    for (features, labels) in Self.families {
      if let pair = pair(features, labels) { return [.train: pair] }
    }
    guard let pair = pair("arr0", "arr1"), arrays.count == 2, pair.features.shape.count > 1 else { return nil }
    return pair.features.rowCount == pair.labels.rowCount ? [.train: pair] : nil
  }

  /// Matrices or records called `train`, `test` and perhaps `val`, whose columns are features and the class: the layout of the UNSW-NB15
  /// bits (`unsw_nb15_binarized.npz`).
  var dividedMatrices: [Part: DataArray]? {
    var matrices: [Part: DataArray] = [:]
    for part in Part.allCases {
      for spelling in part.spellings where matrices[part] == nil {
        if let array = array(spelling), array.isTable { matrices[part] = array }
      }
    }
    guard matrices[.train] != nil, matrices.count > 1 else { return nil }
    return Set(matrices.values.map(\.rowSize)).count == 1 ? matrices : nil
  }

  /// The one matrix of numbers or array of records; nil where there is none, or where there are several.
  var onlyMatrix: DataArray? {
    let matrices = arrays.filter(\.isTable)
    return matrices.count == 1 ? matrices.first : nil
  }

  /// The texts of an array whose name speaks of `subjects`, and that has `count` of them, or any number where that is nil.
  func texts(about subjects: [String], count: Int?) throws(DatasetError) -> [String]? {
    for array in arrays where Self.holdsNames(array) && (count == nil || array.rowCount == count) {
      let name = array.name.lowercased()
      if subjects.contains(where: name.contains), let texts = try array.texts() { return texts }
    }
    return nil
  }

  /// Whether an array has names of columns or classes.
  static func holdsNames(_ array: DataArray) -> Bool {
    let name = array.name.lowercased()
    return array.element.isText && array.shape.count == 1 && (name.hasSuffix("names") || name.hasSuffix("columns"))
  }

  private func pair(_ features: String, _ labels: String) -> Pair? {
    guard let features = array(features), let labels = array(labels) else { return nil }
    return Pair(features: features, labels: labels)
  }

  private func array(_ name: String) -> DataArray? { indexOf[name].map { arrays[$0] } }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
