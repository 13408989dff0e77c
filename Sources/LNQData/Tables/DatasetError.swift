/// What can be wrong with a source of rows. Lines, rows and columns are counted from 1; lines include the header.
public enum DatasetError: Error, Hashable, Sendable {
  /// Where in a file a value stands.
  public enum Position: Hashable, Sendable {
    /// A line of text, from 1.
    case line(Int)
    /// A row of numbers, from 1.
    case row(Int)
  }

  /// A file that cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// A file that is not UTF-8 text.
  case notText(path: String, whatItIs: String)
  /// A file of a format that is known and not read.
  case foreign(path: String, whatItIs: String)
  /// A file whose first line has a number where a name belongs.
  case noHeader(path: String, line: Int, number: String)
  /// A header with fewer than two columns.
  case tooFewColumns(path: String, line: Int)
  /// A column without a name.
  case unnamedColumn(path: String, line: Int, column: Int)
  /// Two columns of one name.
  case duplicateColumn(path: String, line: Int, name: String)
  /// No column has a name that was given.
  case noColumn(path: String, name: String, columns: [String])
  /// A column that was given twice, or for two purposes.
  case columnTwice(path: String, name: String)
  /// Columns of which each may have the classes.
  case unclearClass(path: String, candidates: [String])
  /// No column is left for features; `left` are those that only count the rows.
  case noFeatures(path: String, left: [String])
  /// Columns of features that hold texts.
  case textColumns(path: String, columns: [String], example: String, mayBeClass: Bool)
  /// A row with more or fewer fields than the header.
  case raggedRow(path: String, line: Int, fields: Int, columns: Int)
  /// A field with nothing in it, or with `?`, `NA`, `N/A`, `null` or `None`.
  case missingValue(path: String, at: Position, column: String)
  /// A missing value, however it is written, where a class belongs.
  case missingClass(path: String, at: Position, column: String, text: String)
  /// A number that is not whole where a class belongs.
  case notAClass(path: String, at: Position, column: String, text: String)
  /// A row with a weight, as ARFF has them.
  case rowWeight(path: String, line: Int)
  /// NaN or an infinity, spelled out or too large for a 32-bit float.
  case notFinite(path: String, at: Position, column: String, text: String)
  /// Text where a number belongs.
  case notANumber(path: String, at: Position, column: String, text: String)
  /// A quoted field without a closing quote.
  case openQuote(path: String, line: Int)
  /// A quoted field that goes on after its closing quote; `protected` is how a quote inside is written.
  case textAfterQuote(path: String, line: Int, column: String, protected: String)
  /// A class that is not among the class names that were given.
  case unknownClass(path: String, at: Position, column: String, text: String, classes: [String])
  /// Columns of zeros and ones, one for each class, that are not one 1 and zeros otherwise.
  case classFlags(path: String, at: Position, columns: [String])
  /// More different classes than a class column would have.
  case tooManyClasses(path: String, column: String, limit: Int)
  /// Class names, given by the caller, with a name twice.
  case duplicateClass(name: String)
  /// A source without rows.
  case noRows(source: String)
  /// Rows that are all of one class.
  case oneClass(source: String, name: String)
  /// Not enough rows for three parts.
  case tooFewRows(source: String, count: Int)
  /// A fraction of a split that is not between 0 and 1.
  case fraction(part: String, Double)
  /// A number of rows that the generator does not make.
  case rowCount(Int)
  /// A standardisation for another number of features.
  case standardization(features: Int, means: Int)
  /// A table that lacks features that a network needs.
  case missingFeatures(source: String, wanted: [String], present: [String])
  /// A table with classes that a network does not know.
  case unknownClasses(source: String, wanted: [String], present: [String])
  /// A file that does not follow its format.
  case damaged(path: String, problem: String)
  /// Packed data (a gzip file, or a member of a zip archive) that cannot be unpacked.
  case packed(path: String, member: String?, PackingProblem)
  /// A file whose arrays do not say which are rows and which are labels.
  case arrays(path: String, problem: String, present: [String])
  /// A format that this build of lnq cannot read.
  case needsHDF5(path: String)
  /// A cached dataset that is not there.
  case noDataset(name: String, folder: String, present: [String])
  /// A name under which nothing can be cached.
  case datasetName(String)
  /// A name under which something else is cached.
  case datasetExists(name: String, folder: String)
  /// A file or folder of the cache that cannot be written.
  case cannotWrite(path: String, reason: String)
  /// Parameters of the generator that do not fit each other.
  case surrogateParameters(String)
}

extension DatasetError: CustomStringConvertible {
  /// One sentence: where, what, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notText(let path, let whatItIs): "\(path): \(whatItIs); a dataset is a text file of separated values in UTF-8"
    case .foreign(let path, let whatItIs): "\(path): \(whatItIs)"
    case .noHeader(let path, let line, let number):
      "\(path), line \(line): a header with the names of the columns is expected, but there is the number \(number): "
        + "add a line of names"
    case .tooFewColumns(let path, let line):
      "\(path), line \(line): at least one feature and the class are needed, but there is one column: "
        + "separate columns by commas, semicolons, tabs or blanks"
    case .unnamedColumn(let path, let line, let column):
      "\(path), line \(line): column \(column) has no name: name it, or remove it if it only numbers the rows"
    case .duplicateColumn(let path, let line, let name):
      "\(path), line \(line): two columns are called \(short(name)): rename one"
    case .noColumn(let path, let name, let columns):
      "\(path): no column is called \(short(name)); there are \(list(columns))"
    case .columnTwice(let path, let name):
      "\(path): the column \(short(name)) is named twice: a column is a feature, or holds the class, or is left out"
    case .unclearClass(let path, let candidates):
      "\(path): is \(candidates.prefix(1).map(short).joined()) the class, or \(list(Array(candidates.dropFirst())))? "
        + "say --class-column NAME"
    case .noFeatures(let path, let left):
      left.isEmpty
        ? "\(path): no column is left for features: at least one and the class are needed"
        : "\(path): no column is left for features: \(list(left)) \(left.count == 1 ? "only counts" : "only count") the rows; if that "
          + "is a feature, import the file with --features \(SourceText.word(left))"
    case .textColumns(let path, let columns, let example, let mayBeClass):
      "\(path): \(columns.count == 1 ? "the column" : "the columns") \(list(columns)) "
        + "\(columns.count == 1 ? "has" : "have") no numbers (\(short(example))), and lnq does not encode texts: "
        + (mayBeClass ? "say --class-column \(SourceText.word([columns[0]])) if that is the class; otherwise " : "")
        + "import the file with --leave-out \(SourceText.word(columns))"
    case .raggedRow(let path, let line, let fields, let columns):
      "\(path), line \(line): \(count(fields, "field")), but the header has \(columns) columns"
    case .missingValue(let path, let place, let column):
      "\(path), \(place), column \(short(column)): the value is missing: fill it in or remove the row"
    case .missingClass(let path, let place, let column, let text):
      "\(path), \(place), column \(short(column)): the class is missing\(text.isEmpty ? "" : " (\(text))"): fill it in or remove the "
        + "row"
        + (text.isEmpty ? "" : "; if \(text) is a class, import the file with --classes, all classes in their order")
    case .notAClass(let path, let place, let column, let text):
      "\(path), \(place), column \(short(column)): \(short(text)) is no class: classes are whole numbers or texts; say which "
        + "column has them with --class-column"
    case .rowWeight(let path, let line):
      "\(path), line \(line): the row has a weight, {…} at its end, and lnq trains with all rows alike: remove the weights"
    case .notFinite(let path, let place, let column, let text):
      "\(path), \(place), column \(short(column)): \(short(text)) is not a finite 32-bit float: correct it or remove the row"
    case .notANumber(let path, let place, let column, let text):
      "\(path), \(place), column \(short(column)): “\(short(text))” is not a number: features are numbers such as -1.5e-3, "
        + "and the class has a column of its own"
    case .openQuote(let path, let line): "\(path), line \(line): a quote is opened and never closed"
    case .textAfterQuote(let path, let line, let column, let protected):
      "\(path), line \(line), column \(short(column)): there is text after the closing quote: write \(protected) for a quote inside"
    case .unknownClass(let path, let place, let column, let text, let classes):
      "\(path), \(place), column \(short(column)): “\(short(text))” is not one of the classes \(list(classes))"
    case .classFlags(let path, let place, let columns):
      "\(path), \(place): of the columns \(list(columns)) one has to be 1 and the others 0"
    case .tooManyClasses(let path, let column, let limit):
      "\(path), column \(short(column)): more than \(limit) different classes: say which column holds the class with --class-column"
    case .duplicateClass(let name): "the class name \(short(name)) is given twice"
    case .noRows(let source): "\(source): there are no rows"
    case .oneClass(let source, let name):
      "\(source): every row is of the class \(short(name)), and there is nothing to learn: at least two classes are needed"
    case .tooFewRows(let source, let count):
      "\(source): \(count) \(count == 1 ? "row does" : "rows do") not give training, validation and test a row each: "
        + "use more rows"
    case .fraction(let part, let fraction): "a \(part) fraction of \(fraction): choose more than 0 and less than 1"
    case .rowCount(let count):
      "jsc-synth with \(count) rows: choose 1 to \(RawTable.greatestRowCount)"
    case .standardization(let features, let means):
      "a standardisation of \(count(means, "feature")) does not fit a network with \(count(features, "feature"))"
    case .missingFeatures(let source, let wanted, let present):
      "\(source): the network needs the features \(list(wanted)), but the columns are \(list(present)); "
        + "\(Self.missing(wanted, in: present)) missing"
    case .unknownClasses(let source, let wanted, let present):
      "\(source): the network knows the classes \(list(wanted)), but the rows have \(list(present))"
    case .damaged(let path, let problem): "\(path): \(problem)"
    case .packed(let path, let member, let problem):
      "\(path)\(member.map { ", member \($0)" } ?? ""): \(problem)"
    case .arrays(let path, let problem, let present):
      "\(path): \(problem)" + (present.isEmpty ? "; it has no arrays" : "; it has \(list(present))")
    case .needsHDF5(let path):
      "\(path): this is an HDF5 file, and this lnq was built without HDF5: install libhdf5-dev, then build with "
        + "`swift build -c release --traits HDF5`"
    case .noDataset(let name, let folder, let present):
      "there is no dataset \(name) in \(folder): "
        + (present.isEmpty
          ? "it is empty; `lnq data fetch` and `lnq data import` fill it" : "it has \(list(present))")
    case .datasetName(let name):
      "a dataset cannot be called “\(name)”: use letters, digits, '.', '_' and '-', and a letter or digit first; "
        + "jsc-synth is taken"
    case .datasetExists(let name, let folder):
      "there is a dataset \(name) with other rows already: give the new one another name, or remove \(folder)"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .surrogateParameters(let problem): "the parameters of jsc-synth do not fit each other: \(problem)"
    }
  }

  private func list(_ names: [String]) -> String { SourceText.list(names) }

  private func short(_ text: String) -> String { SourceText.short(text) }

  /// `x, y are`.
  private static func missing(_ wanted: [String], in present: [String]) -> String {
    let present = Set(present)
    let names = wanted.filter { !present.contains($0) }
    return SourceText.list(names) + (names.count == 1 ? " is" : " are")
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension DatasetError.Position: CustomStringConvertible {
  /// `line 4`.
  public var description: String {
    switch self {
    case .line(let number): "line \(number)"
    case .row(let number): "row \(number)"
    }
  }
}
