/// Makes a table of the arrays of a file: arrays of features with arrays of labels, or arrays that have both.
///
/// - Features: n × f numbers; more dimensions are taken as one row each. Bytes of three or more dimensions are pixels, which
///   are divided by 255 instead of being standardised each by itself.
/// - Labels: n integers or texts; or n × k zeros and ones, one column for each class.
/// - The names of `ArrayNames` say which are which, and set validation and test rows apart.
/// - Records are tables: their fields are the columns.
/// - A text array whose name ends in `names` or `columns` gives the names of columns (`feature…`) or classes (`class…`,
///   `target…`, `label…`).
///
/// No array is read that is not needed, and none is left out in silence.
struct ArrayTable {
  private let names: ArrayNames
  let options: ReadOptions
  let path: String

  init(_ arrays: [DataArray], options: ReadOptions, path: String) {
    names = ArrayNames(arrays)
    self.options = options
    self.path = path
  }

  /// The table; its name and hash are the caller's.
  func table(name: String, sha256: String) throws(DatasetError) -> RawTable {
    if let wanted = options.array {
      let array = try array(called: wanted)
      guard let labels = options.labelArray else {
        return try together([.train: array], name: name, sha256: sha256)
      }
      let pair = try ArrayNames.Pair(features: array, labels: self.array(called: labels))
      return try apart([.train: pair], name: name, sha256: sha256)
    }
    guard options.labelArray == nil else {
      throw arraysError("--label-array names the labels, and --array has to name the rows")
    }
    if let pairs = names.pairs { return try apart(pairs, name: name, sha256: sha256) }
    if let matrices = names.dividedMatrices { return try together(matrices, name: name, sha256: sha256) }
    guard let matrix = names.onlyMatrix else {
      throw arraysError(
        "it is not clear which array holds the rows: call features and labels X and y, or say --array and --label-array"
      )
    }
    if let other = names.arrays.first(where: { $0.name != matrix.name && $0.shape == [matrix.rowCount] }) {
      throw arraysError(
        "\(other.name) has as many entries as \(matrix.name) has rows: say --array \(matrix.name) --label-array \(other.name) "
          + "if it has the classes, and --array \(matrix.name) if a column of \(matrix.name) has them")
    }
    return try together([.train: matrix], name: name, sha256: sha256)
  }

  private func array(called name: String) throws(DatasetError) -> DataArray {
    guard let array = names.arrays.first(where: { $0.name == name }) else {
      throw arraysError("no array is called \(SourceText.short(name))")
    }
    return array
  }

  func arraysError(_ problem: String) -> DatasetError {
    .arrays(path: path, problem: problem, present: names.arrays.map(\.summary))
  }

  func leftOut(beside used: [DataArray]) -> [ReadingNotes.LeftOut] {
    let usedNames = Set(used.map(\.name))
    return names.arrays.filter { !usedNames.contains($0.name) && !ArrayNames.holdsNames($0) }
      .map { .init(name: $0.name, reason: "neither features nor labels") }
  }

  // MARK: - Features and labels apart

  private func apart(
    _ pairs: [ArrayNames.Part: ArrayNames.Pair], name: String, sha256: String
  ) throws(DatasetError) -> RawTable {
    for unused in [options.classColumn, options.classFlagColumns?.first] {
      if let unused { throw arraysError("the labels are an array of their own, and no column called \(unused)") }
    }
    var fieldNames: [String]?
    let inOrder = ArrayNames.Part.allCases.compactMap { pairs[$0] }.map { pair in
      let (features, columns) = pair.features.matrix()
      fieldNames = fieldNames ?? columns
      return ArrayNames.Pair(features: features, labels: pair.labels)
    }
    guard let first = inOrder.first else { throw arraysError("there are no rows") }
    let width = first.features.rowSize
    guard width > 0, width <= 1 << 24 else { throw .noFeatures(path: path, left: []) }
    var features: FeatureValues?
    var labelTexts: [String] = []
    var classNames = options.classNames
    for pair in inOrder {
      guard pair.features.rowSize == width, pair.features.rowCount == pair.labels.rowCount else {
        throw arraysError("features and labels do not fit each other")
      }
      guard let values = try pair.features.values() else {
        throw arraysError("the features \(pair.features.name) are not all numbers")
      }
      let (texts, names) = try labels(of: pair.labels, classNames: classNames)
      classNames = classNames ?? names
      features = features.map { $0 + values } ?? values
      if labelTexts.isEmpty { labelTexts = texts } else { labelTexts += texts }
    }
    let given = try names.texts(about: ["feature", "column"], count: width)
    let columns = given ?? fieldNames ?? (0..<width).map { "x\($0)" }
    guard Set(columns).count == width else { throw .damaged(path: path, problem: "two features have one name") }
    let values = features ?? []
    try checkFinite(values, columns: columns)
    var classes = try ClassVocabulary(names: classNames)
    var labels: [Int32] = []
    labels.reserveCapacity(labelTexts.count)
    for (row, text) in labelTexts.enumerated() {
      labels.append(try classes.index(of: text, path: path, at: .row(row + 1), column: first.labels.name))
    }
    guard !labels.isEmpty else { throw .noRows(source: path) }
    classes.sort(&labels)
    let wanted = options.featureColumns ?? options.leftOutColumns.map { out in columns.filter { !out.contains($0) } }
    for name in options.leftOutColumns ?? [] where !columns.contains(name) {
      throw .noColumn(path: path, name: name, columns: columns)
    }
    let table = RawTable(
      name: name, featureNames: columns, classNames: classes.names, features: values, labels: labels,
      provenance: Provenance(source: path, sha256: sha256, notice: nil),
      validationCount: pairs[.validation]?.labels.rowCount ?? 0, testCount: pairs[.test]?.labels.rowCount ?? 0,
      fixedScale: first.features.element == .unsigned(bytes: 1) && first.features.shape.count > 2 ? 255 : nil,
      notes: ReadingNotes(
        classSource: "array " + inOrder.map(\.labels.name).joined(separator: ", "),
        leftOut: leftOut(beside: inOrder.flatMap { [$0.features, $0.labels] })))
    return try table.selecting(wanted, path: path).finished(
      keeping: options.featureColumns ?? options.neededFeatures, dropsDuplicates: options.dropsDuplicates ?? false)
  }

  private func checkFinite(_ values: FeatureValues, columns: [String]) throws(DatasetError) {
    let index: Int?
    switch values {
    case .single(let values): index = values.firstIndex { !$0.isFinite }
    case .double(let values): index = values.firstIndex { !Float($0).isFinite }
    }
    guard let index else { return }
    throw .notFinite(
      path: path, at: .row(index / columns.count + 1), column: columns[index % columns.count], text: "\(values[index])")
  }

  /// Each row's class as text, and the classes' names where the array or the file says them.
  private func labels(
    of array: DataArray, classNames: [String]?
  ) throws(DatasetError) -> (texts: [String], names: [String]?) {
    if let texts = try array.texts() {
      guard array.rowSize == 1 else { throw arraysError("the labels \(array.name) are more than one text a row") }
      return (texts, nil)
    }
    guard let numbers = try array.numbers() else {
      throw arraysError("the labels \(array.name) are neither numbers nor texts")
    }
    let width = array.rowSize
    guard width != 1 else { return try integerLabels(numbers, array: array, classNames: classNames) }
    guard width > 1, width <= ClassVocabulary.limit else {
      throw arraysError("the labels \(array.name) have \(width) columns")
    }
    let given = try self.names.texts(about: ["class", "target", "label"], count: width)
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
    if names == nil { names = try self.names.texts(about: ["class", "target", "label"], count: nil) }
    var texts: [String] = []
    texts.reserveCapacity(numbers.count)
    for (row, number) in numbers.enumerated() {
      guard let integer = Int(exactly: number) else {
        if number.isNaN { throw .missingClass(path: path, at: .row(row + 1), column: array.name, text: "nan") }
        throw .notAClass(path: path, at: .row(row + 1), column: array.name, text: "\(number)")
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

  // MARK: - Arrays with both

  /// Matrices whose columns are features and the class.
  private func together(
    _ matrices: [ArrayNames.Part: DataArray], name: String, sha256: String
  ) throws(DatasetError) -> RawTable {
    let inOrder = ArrayNames.Part.allCases.compactMap { matrices[$0] }
    if inOrder.contains(where: { $0.fields != nil }) {
      let counts = (matrices[.validation]?.rowCount ?? 0, matrices[.test]?.rowCount ?? 0)
      return try together(records: inOrder, counts: counts, name: name, sha256: sha256)
    }
    let width = inOrder.first?.rowSize ?? 0
    var numbers: [[Double]] = []
    for array in inOrder {
      guard array.shape.count == 2, array.rowSize == width, let values = try array.numbers() else {
        throw arraysError("rows of features and a class are a matrix of numbers")
      }
      numbers.append(values)
    }
    guard width > 1 else { throw .noFeatures(path: path, left: []) }
    guard width <= 1 << 20 else { throw arraysError("\(width) columns are too many") }
    let subjects = ["feature", "column"] + inOrder.map { $0.name.lowercased() }
    let given = try names.texts(about: subjects, count: width)
    let columns = given ?? (0..<width).map { String($0) }
    guard Set(columns).count == width else {
      throw .damaged(path: path, problem: "two columns have one name")
    }
    let roles = try ColumnRoles(columns, options: options, path: path)
    var rows = try NumberRows(roles, rowCount: inOrder.reduce(0) { $0 + $1.rowCount }, path: path)
    for values in numbers {
      try values.withUnsafeBufferPointer { values throws(DatasetError) in
        for start in stride(from: 0, to: values.count, by: width) {
          try rows.append(UnsafeBufferPointer(rebasing: values[start..<(start + width)]))
        }
      }
    }
    return try rows.table(
      name: name, sha256: sha256, validationCount: matrices[.validation]?.rowCount ?? 0,
      testCount: matrices[.test]?.rowCount ?? 0, leftOut: leftOut(beside: inOrder))
  }
}
