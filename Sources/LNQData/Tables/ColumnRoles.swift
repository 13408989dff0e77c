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

  /// Names that a class column is known by, the surest first, compared without regard to case.
  static let usualClassColumns = ["class", "label", "target", "y"]

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

  /// - Parameter columns: no two are equal, and there are at least two.
  init(_ columns: [String], options given: ReadOptions, path: String) throws(DatasetError) {
    let isCERNBox = given.leavesColumnsOpen && Self.isCERNBox(columns)
    var options = given
    if isCERNBox {
      options.featureColumns = Self.cernboxFeatures
      options.classFlagColumns = Self.cernboxClasses
    }
    var roles = [Role](repeating: .nothing, count: columns.count)
    var indexOf: [String: Int] = [:]
    for (index, name) in columns.enumerated() { indexOf[name] = index }
    func assign(_ name: String, _ role: Role) throws(DatasetError) {
      guard let index = indexOf[name] else { throw .noColumn(path: path, name: name, columns: columns) }
      guard roles[index] == .nothing else { throw .columnTwice(path: path, name: name) }
      roles[index] = role
    }
    let flags = options.classFlagColumns ?? []
    if flags.isEmpty {
      try assign(options.classColumn ?? Self.usualClassColumn(of: columns), .classes)
    } else {
      if let name = options.classColumn { throw .columnTwice(path: path, name: name) }
      for (index, name) in flags.enumerated() { try assign(name, .classFlag(index)) }
    }
    if let wanted = options.featureColumns {
      for name in wanted { try assign(name, .feature) }
    } else {
      for index in roles.indices where roles[index] == .nothing { roles[index] = .feature }
    }
    let inFile = columns.indices.filter { roles[$0] == .feature }.map { columns[$0] }
    guard !inFile.isEmpty else { throw .noFeatures(path: path) }
    if let names = options.classNames, !flags.isEmpty, names.count != flags.count {
      throw .damaged(path: path, problem: "\(flags.count) columns of classes do not fit \(names.count) class names")
    }
    let wanted = options.featureColumns ?? inFile
    self.columns = columns
    self.roles = roles
    featureOrder = wanted == inFile ? nil : wanted.map { inFile.firstIndex(of: $0) ?? 0 }
    featureNames = isCERNBox ? wanted.map { String($0.dropFirst(2)) } : wanted
    classFlagColumns = flags
    classNames =
      options.classNames
      ?? (flags.isEmpty ? nil : isCERNBox ? flags.map { String($0.dropFirst(2)) } : flags)
    dropsDuplicates = options.dropsDuplicates ?? isCERNBox
  }

  /// The column that holds the classes unless the caller names one.
  static func usualClassColumn(of columns: [String]) -> String {
    let lowercased = columns.map { $0.lowercased() }
    for usual in usualClassColumns {
      if let index = lowercased.firstIndex(of: usual) { return columns[index] }
    }
    return columns.last ?? ""
  }

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
