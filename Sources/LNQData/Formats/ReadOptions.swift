/// What a user says about a file of rows that its reader would otherwise find out or guess.
public struct ReadOptions: Hashable, Sendable, Codable {
  /// The column that holds the classes. Without it, the one that is called class, label, target or y (in any case), else the
  /// last; where there are two such columns, and where y stands beside an x, nothing is taken without it.
  public var classColumn: String?
  /// Columns of zeros and ones, one for each class, instead of one column of classes.
  public var classFlagColumns: [String]?
  /// The columns that are features, in this order. Without it, all that are not for the class, in the file's order.
  public var featureColumns: [String]?
  /// Features that a network was trained with: they stay even where they only count the rows.
  public var neededFeatures: [String]?
  /// Columns that are neither features nor classes.
  public var leftOutColumns: [String]?
  /// The classes in the order of their indices. Without it, all that occur, sorted: as numbers if all are integers,
  /// otherwise as text.
  public var classNames: [String]?
  /// Whether rows that repeat an earlier row are left out, as pandas' `drop_duplicates` does. Without it they stay, except
  /// in the CERNBox layout of the jet data, whose users all leave them out.
  public var dropsDuplicates: Bool?
  /// The array in the file (`.npz`, HDF5) that holds the rows.
  public var array: String?
  /// The array in the file that holds the labels of the rows in `array`.
  public var labelArray: String?
  /// The file that holds the labels of the rows (`.npy`, IDX).
  public var labelsPath: String?

  /// Puts the choices together; nil leaves one to the reader.
  public init(
    classColumn: String? = nil, classFlagColumns: [String]? = nil, featureColumns: [String]? = nil,
    neededFeatures: [String]? = nil,
    leftOutColumns: [String]? = nil, classNames: [String]? = nil, dropsDuplicates: Bool? = nil, array: String? = nil,
    labelArray: String? = nil, labelsPath: String? = nil
  ) {
    self.classColumn = classColumn
    self.classFlagColumns = classFlagColumns
    self.featureColumns = featureColumns
    self.neededFeatures = neededFeatures
    self.leftOutColumns = leftOutColumns
    self.classNames = classNames
    self.dropsDuplicates = dropsDuplicates
    self.array = array
    self.labelArray = labelArray
    self.labelsPath = labelsPath
  }

  /// Whether nothing is said about columns.
  var leavesColumnsOpen: Bool {
    classColumn == nil && classFlagColumns == nil && featureColumns == nil && leftOutColumns == nil
  }
}
