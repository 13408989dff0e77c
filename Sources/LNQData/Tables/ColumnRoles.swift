/// What each column of a table is for.
struct ColumnRoles {
  /// What one column is for.
  enum Role: Hashable {
    case feature
    /// The column of classes.
    case classes
    /// The column of zeros and ones for the class with this index.
    case classFlag(Int)
    /// Left out.
    case nothing
  }

  /// The names of all columns of the file.
  let columns: [String]
  /// The role of each column.
  let roles: [Role]
  /// The names of the features, in the order in which they are wanted.
  let featureNames: [String]
  /// For each feature its place among the features of the file; nil when the order is the same.
  let featureOrder: [Int]?
  /// The columns of class flags, in the order of the classes.
  let classFlagColumns: [String]
  /// The names of the classes, where the columns or the caller say them.
  let classNames: [String]?
  /// Whether rows that repeat an earlier one are left out.
  let dropsDuplicates: Bool
  /// The features that the caller named, or that a network needs.
  let chosenFeatures: [String]?
  /// Whether the caller named the column of classes.
  let hasChosenClass: Bool
  /// Whether the column of classes is the last one, because none says that it is it.
  let isClassGuessed: Bool
  /// What has to be said about the choice.
  let notes: ReadingNotes

  /// - Parameter columns: no two are equal, and there are at least two.
  /// - Throws: `DatasetError.unclearClass` where it is not clear which column has the classes; for names that no column has.
  init(_ columns: [String], options given: ReadOptions, path: String) throws(DatasetError) {
    let isCERNBox = given.leavesColumnsOpen && Self.isCERNBox(columns)
    var options = given
    if isCERNBox {
      options.featureColumns = Self.cernboxFeatures
      options.classFlagColumns = Self.cernboxClasses
    }
    var assigned = [Role?](repeating: nil, count: columns.count)
    let indexOf = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    func assign(_ name: String, _ role: Role) throws(DatasetError) {
      guard let index = indexOf[name] else { throw .noColumn(path: path, name: name, columns: columns) }
      guard assigned[index] == nil else { throw .columnTwice(path: path, name: name) }
      assigned[index] = role
    }
    for name in options.leftOutColumns ?? [] { try assign(name, .nothing) }
    let flags = options.classFlagColumns ?? []
    let classSource: String
    if flags.isEmpty {
      let (column, reason) = try Self.classColumn(
        of: columns.filter { assigned[indexOf[$0] ?? 0] == nil }, options, path)
      try assign(column, .classes)
      classSource = "column \(SourceText.short(column)), \(reason)"
    } else {
      if let name = options.classColumn { throw .columnTwice(path: path, name: name) }
      for (index, name) in flags.enumerated() { try assign(name, .classFlag(index)) }
      classSource = "the columns \(SourceText.list(flags)), of zeros and ones"
    }
    if let wanted = options.featureColumns {
      for name in wanted { try assign(name, .feature) }
    }
    let rest: Role = options.featureColumns == nil ? .feature : .nothing
    let roles = assigned.map { $0 ?? rest }
    let inFile = columns.indices.filter { roles[$0] == .feature }.map { columns[$0] }
    guard !inFile.isEmpty else { throw .noFeatures(path: path, left: []) }
    if let names = options.classNames, !flags.isEmpty, names.count != flags.count {
      throw .damaged(path: path, problem: "\(flags.count) columns of classes do not fit \(names.count) class names")
    }
    let wanted = options.featureColumns ?? inFile
    self.columns = columns
    self.roles = roles
    let placeInFile = Dictionary(uniqueKeysWithValues: inFile.enumerated().map { ($1, $0) })
    featureOrder = wanted == inFile ? nil : wanted.map { placeInFile[$0] ?? 0 }
    featureNames = isCERNBox ? wanted.map { String($0.dropFirst(2)) } : wanted
    classFlagColumns = flags
    classNames =
      options.classNames
      ?? (flags.isEmpty ? nil : isCERNBox ? flags.map { String($0.dropFirst(2)) } : flags)
    dropsDuplicates = options.dropsDuplicates ?? isCERNBox
    chosenFeatures = given.featureColumns ?? given.neededFeatures
    isClassGuessed = classSource.hasSuffix(Self.lastColumn)
    hasChosenClass = options.classColumn != nil
    let reason = isCERNBox ? "no feature of the jet data" : "--features does not name it"
    let named = Set(options.leftOutColumns ?? [])
    notes = ReadingNotes(
      classSource: classSource,
      leftOut: columns.indices.filter { roles[$0] == .nothing }.map {
        .init(name: columns[$0], reason: named.contains(columns[$0]) ? "--leave-out names it" : reason)
      })
  }

  // MARK: - The column of classes

  private static let lastColumn = "the last"

  /// The column that holds the classes, and how that is known: the caller names it; or exactly one has a usual name; or else
  /// it is the last. A y beside an x may be a coordinate: it is only taken in the last column.
  private static func classColumn(
    of columns: [String], _ options: ReadOptions, _ path: String
  ) throws(DatasetError) -> (name: String, reason: String) {
    if let name = options.classColumn { return (name, "as --class-column says") }
    guard let last = columns.last else { throw .noFeatures(path: path, left: []) }
    let hasX = columns.contains { $0.lowercased() == "x" }
    var usual = columns.filter { ["class", "label", "target", "y"].contains($0.lowercased()) }
    if hasX, usual.count > 1 { usual.removeAll { $0.lowercased() == "y" } }
    guard usual.count <= 1 else { throw .unclearClass(path: path, candidates: usual) }
    guard let name = usual.first else { return (last, lastColumn) }
    if hasX, name.lowercased() == "y", name != last { throw .unclearClass(path: path, candidates: [name, last]) }
    return (name, "by its name")
  }

  // MARK: - The CERNBox version of the jet data

  /// The features of the jet data in their usual order, as the CERNBox version calls them.
  static let cernboxFeatures = [
    "j_zlogz", "j_c1_b0_mmdt", "j_c1_b1_mmdt", "j_c1_b2_mmdt", "j_c2_b1_mmdt", "j_c2_b2_mmdt", "j_d2_b1_mmdt",
    "j_d2_b2_mmdt", "j_d2_a1_b1_mmdt", "j_d2_a1_b2_mmdt", "j_m2_b1_mmdt", "j_m2_b2_mmdt", "j_n2_b1_mmdt",
    "j_n2_b2_mmdt", "j_mass_mmdt", "j_multiplicity",
  ]
  /// Its columns of classes, in the order that its users have them.
  static let cernboxClasses = ["j_g", "j_q", "j_w", "j_z", "j_t"]

  private static func isCERNBox(_ columns: [String]) -> Bool {
    let present = Set(columns)
    return (cernboxFeatures + cernboxClasses).allSatisfy(present.contains)
  }
}
