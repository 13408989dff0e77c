/// Makes a table of the arrays of a file: one array of features and one of labels, or one array that has both.
///
/// - Features: n × f numbers; more dimensions are taken as one row each. Bytes of three or more dimensions are pixels, which
///   are divided by 255 instead of being standardised each by itself.
/// - Labels: n integers or texts; or n × k zeros and ones, one column for each class.
/// - `x_train`, `y_train`, `x_test`, `y_test` (Keras's names) set the test rows apart.
/// - A text array whose name ends in `names` or `columns` gives the names of columns (`feature…`) or classes (`class…`,
///   `target…`, `label…`).
struct ArrayTable {
  private let arrays: [DataArray]
  private let options: ReadOptions
  private let path: String

  init(_ arrays: [DataArray], options: ReadOptions, path: String) {
    self.arrays = arrays
    self.options = options
    self.path = path
  }

  /// The table; its name and hash are the caller's.
  func table(name: String, sha256: String) throws(DatasetError) -> RawTable {
    if let wanted = options.array {
      guard let array = arrays.first(where: { $0.name == wanted }) else {
        throw arraysError("no array is called \(wanted)")
      }
      return try oneArray(array, name: name, sha256: sha256)
    }
    if let train = pair(Self.trainingPairs), let test = pair(Self.testPairs) {
      return try separate([train, test], name: name, sha256: sha256)
    }
    if let pair = pair(Self.pairs) { return try separate([pair], name: name, sha256: sha256) }
    let matrices = arrays.filter { $0.shape.count == 2 && !$0.element.isText }
    if let array = matrices.first, matrices.count == 1 { return try oneArray(array, name: name, sha256: sha256) }
    throw arraysError(
      "it is not clear which array holds the rows: call features and labels X and y, or say which one array has both")
  }

  // MARK: - Which arrays

  /// Names of features and labels that belong together, compared without regard to case.
  private static let pairs = [
    ("x", "y"), ("features", "labels"), ("features", "targets"), ("data", "target"), ("data", "labels"),
    ("images", "labels"), ("inputs", "targets"), ("x_train_val", "y_train_val"), ("x_train", "y_train"),
  ]
  private static let trainingPairs = [("x_train", "y_train"), ("x_train_val", "y_train_val")]
  private static let testPairs = [("x_test", "y_test")]

  private struct Pair {
    let features: DataArray
    let labels: DataArray
  }

  private func pair(_ names: [(String, String)]) -> Pair? {
    for (features, labels) in names {
      if let features = array(called: features), let labels = array(called: labels) {
        return Pair(features: features, labels: labels)
      }
    }
    return nil
  }

  private func array(called name: String) -> DataArray? { arrays.first { $0.name.lowercased() == name } }

  private func arraysError(_ problem: String) -> DatasetError {
    .arrays(path: path, problem: problem, present: arrays.map(\.summary))
  }

  /// The texts of an array whose name speaks of `subjects`.
  private func names(of subjects: [String], count: Int) throws(DatasetError) -> [String]? {
    for array in arrays where array.element.isText && array.shape.count == 1 && array.rowCount == count {
      let name = array.name.lowercased()
      if name.hasSuffix("names") || name.hasSuffix("columns"), subjects.contains(where: name.contains) {
        return try array.texts()
      }
    }
    return nil
  }

  // MARK: - Features and labels apart

  private func separate(_ pairs: [Pair], name: String, sha256: String) throws(DatasetError) -> RawTable {
    for unused in [options.classColumn, options.classFlagColumns?.first] {
      if let unused { throw arraysError("the labels are an array of their own, and no column called \(unused)") }
    }
    guard let first = pairs.first else { throw arraysError("there are no rows") }
    let width = first.features.rowSize
    guard width > 0, width <= 1 << 24 else { throw .noFeatures(path: path) }
    let given = try names(of: ["feature", "column"], count: width)
    let columns = given ?? (0..<width).map { "x\($0)" }
    guard Set(columns).count == width else {
      throw .damaged(path: path, problem: "two features have one name")
    }
    var features: [Float] = []
    var labelTexts: [String] = []
    var classNames = options.classNames
    var counts: [Int] = []
    for pair in pairs {
      guard pair.features.rowSize == width, pair.features.rowCount == pair.labels.rowCount else {
        throw arraysError("features and labels do not fit each other")
      }
      guard let values = try pair.features.floats() else {
        throw arraysError("the features are texts, not numbers")
      }
      try checkFinite(values, width: width, columns: columns)
      let (texts, names) = try labels(of: pair.labels, classNames: classNames)
      classNames = classNames ?? names
      counts.append(texts.count)
      if features.isEmpty { features = values } else { features += values }
      if labelTexts.isEmpty { labelTexts = texts } else { labelTexts += texts }
    }
    var classes = try ClassVocabulary(names: classNames)
    var labels: [Int32] = []
    labels.reserveCapacity(labelTexts.count)
    for (row, text) in labelTexts.enumerated() {
      labels.append(try classes.index(of: text, path: path, at: .row(row + 1), column: first.labels.name))
    }
    guard !labels.isEmpty else { throw .noRows(source: path) }
    classes.sort(&labels)
    let table = RawTable(
      name: name, featureNames: columns, classNames: classes.names, features: features, labels: labels,
      provenance: Provenance(source: path, sha256: sha256, notice: nil),
      testCount: counts.count > 1 ? counts[1] : 0,
      fixedScale: first.features.element == .unsigned(bytes: 1) && first.features.shape.count > 2 ? 255 : nil)
    return try table.selecting(options.featureColumns, path: path).droppingDuplicates(options.dropsDuplicates ?? false)
  }

  private func checkFinite(_ values: [Float], width: Int, columns: [String]) throws(DatasetError) {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(
      path: path, at: .row(index / width + 1), column: columns[index % width], text: "\(values[index])")
  }

  /// Each row's class as text, and the classes' names where the array or the file says them.
  private func labels(
    of array: DataArray, classNames: [String]?
  ) throws(DatasetError) -> (texts: [String], names: [String]?) {
    if let texts = try array.texts() {
      guard array.rowSize == 1 else { throw arraysError("the labels \(array.name) are more than one text a row") }
      return (texts, nil)
    }
    guard let numbers = try array.numbers() else { throw arraysError("the labels \(array.name) are not texts") }
    let width = array.rowSize
    guard width != 1 else { return try integerLabels(numbers, array: array, classNames: classNames) }
    guard width > 1, width <= ClassVocabulary.limit else {
      throw arraysError("the labels \(array.name) have \(width) columns")
    }
    let given = try self.names(of: ["class", "target", "label"], count: width)
    let names = classNames ?? given ?? (0..<width).map(String.init)
    guard names.count == width else {
      throw .damaged(path: path, problem: "\(width) columns of labels do not fit \(names.count) class names")
    }
    var texts: [String] = []
    texts.reserveCapacity(array.rowCount)
    for row in 0..<array.rowCount {
      let flags = numbers[(row * width)..<((row + 1) * width)]
      guard let one = flags.firstIndex(of: 1), flags.allSatisfy({ $0 == 0 || $0 == 1 }), flags.reduce(0, +) == 1 else {
        throw .classFlags(path: path, at: .row(row + 1), columns: (0..<width).map { "\(array.name)[\($0)]" })
      }
      texts.append(names[one - row * width])
    }
    return (texts, names)
  }

  /// Integers are indices into the class names where there are some, and names themselves otherwise.
  private func integerLabels(
    _ numbers: [Double], array: DataArray, classNames: [String]?
  ) throws(DatasetError) -> (texts: [String], names: [String]?) {
    var names = classNames
    if names == nil {
      for candidate in arrays where candidate.element.isText && candidate.shape.count == 1 {
        let name = candidate.name.lowercased()
        if ["class", "target", "label"].contains(where: name.contains), name.hasSuffix("names") {
          names = try candidate.texts()
        }
      }
    }
    var texts: [String] = []
    texts.reserveCapacity(numbers.count)
    for (row, number) in numbers.enumerated() {
      guard let integer = Int(exactly: number) else {
        throw .notANumber(path: path, at: .row(row + 1), column: array.name, text: "\(number)")
      }
      if let names {
        guard names.indices.contains(integer) else {
          throw .unknownClass(
            path: path, at: .row(row + 1), column: array.name, text: "\(integer)", classes: names)
        }
        texts.append(names[integer])
      } else {
        texts.append(String(integer))
      }
    }
    return (texts, names)
  }

  // MARK: - One array with both

  /// A matrix whose columns are features and the class.
  private func oneArray(_ array: DataArray, name: String, sha256: String) throws(DatasetError) -> RawTable {
    guard array.shape.count == 2, !array.element.isText else {
      throw arraysError("rows of features and a class are a matrix of numbers")
    }
    let width = array.rowSize
    guard width > 1 else { throw .noFeatures(path: path) }
    guard width <= 1 << 20 else { throw arraysError("\(width) columns are too many") }
    let given = try names(of: ["feature", "column", array.name.lowercased()], count: width)
    let columns = given ?? (0..<width).map { String($0) }
    guard Set(columns).count == width else {
      throw .damaged(path: path, problem: "two columns have one name")
    }
    let roles = try ColumnRoles(columns, options: options, path: path)
    guard let numbers = try array.numbers() else { throw arraysError("the rows are texts, not numbers") }
    var rows = try NumberRows(roles, rowCount: array.rowCount, path: path)
    try numbers.withUnsafeBufferPointer { numbers throws(DatasetError) in
      for row in 0..<array.rowCount {
        try rows.append(UnsafeBufferPointer(rebasing: numbers[(row * width)..<((row + 1) * width)]))
      }
    }
    return try rows.table(name: name, sha256: sha256)
  }
}
