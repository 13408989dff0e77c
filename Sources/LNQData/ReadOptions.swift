/// What a user says about a file of rows that its reader would otherwise find out or guess.
public struct ReadOptions: Hashable, Sendable, Codable {
  /// The column that holds the classes. Without it, the column called class, label, target or y (in this order, in any
  /// case), else the last.
  public var classColumn: String?
  /// Columns of zeros and ones, one for each class, instead of one column of classes.
  public var classFlagColumns: [String]?
  /// The columns that are features, in this order. Without it, all that are not for the class, in the file's order.
  public var featureColumns: [String]?
  /// The classes in the order of their indices. Without it, all that occur, sorted: as numbers if all are integers,
  /// otherwise as text.
  public var classNames: [String]?
  /// Whether rows that repeat an earlier row are left out, as pandas' `drop_duplicates` does. Without it they stay, except
  /// in the CERNBox layout of the jet data, whose users all leave them out.
  public var dropsDuplicates: Bool?
  /// The array in the file (`.npz`, HDF5) that holds the rows.
  public var array: String?
  /// The file that holds the labels of the rows (`.npy`, IDX).
  public var labelsPath: String?

  /// Puts the choices together; nil leaves one to the reader.
  public init(
    classColumn: String? = nil, classFlagColumns: [String]? = nil, featureColumns: [String]? = nil,
    classNames: [String]? = nil, dropsDuplicates: Bool? = nil, array: String? = nil, labelsPath: String? = nil
  ) {
    self.classColumn = classColumn
    self.classFlagColumns = classFlagColumns
    self.featureColumns = featureColumns
    self.classNames = classNames
    self.dropsDuplicates = dropsDuplicates
    self.array = array
    self.labelsPath = labelsPath
  }

  /// Whether nothing is said about columns.
  var leavesColumnsOpen: Bool { classColumn == nil && classFlagColumns == nil && featureColumns == nil }
}
