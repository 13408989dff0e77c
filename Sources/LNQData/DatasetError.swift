/// What can be wrong with a source of rows. Lines and columns are counted from 1, the header included.
public enum DatasetError: Error, Hashable, Sendable {
  /// A file that cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// A file that is not UTF-8 text.
  case notText(path: String, whatItIs: String)
  /// A file whose first line has a number where a name belongs.
  case noHeader(path: String, number: String)
  /// A header with fewer than two columns.
  case tooFewColumns(path: String)
  /// A column without a name.
  case unnamedColumn(path: String, column: Int)
  /// Two columns of one name.
  case duplicateColumn(path: String, name: String)
  /// No column has the name that was given for the class column.
  case noClassColumn(path: String, name: String, columns: [String])
  /// A row with more or fewer fields than the header.
  case raggedRow(path: String, line: Int, fields: Int, columns: Int)
  /// A field with nothing in it, or with `?`, `NA`, `N/A`, `null` or `None`.
  case missingValue(path: String, line: Int, column: String)
  /// NaN or an infinity, spelled out or too large for a 32-bit float.
  case notFinite(path: String, line: Int, column: String, text: String)
  /// Text where a number belongs.
  case notANumber(path: String, line: Int, column: String, text: String)
  /// A quoted field without a closing quote.
  case openQuote(path: String, line: Int)
  /// A quoted field that goes on after its closing quote.
  case textAfterQuote(path: String, line: Int, column: String)
  /// A class that is not among the class names that were given.
  case unknownClass(path: String, line: Int, column: String, text: String, classes: [String])
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
  /// Parameters of the generator that do not fit each other.
  case surrogateParameters(String)
}

extension DatasetError: CustomStringConvertible {
  /// One sentence: where, what, and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notText(let path, let whatItIs): "\(path): \(whatItIs); a dataset is a text file of separated values in UTF-8"
    case .noHeader(let path, let number):
      "\(path), line 1: a header with the names of the columns is expected, but there is the number \(number): "
        + "add a line of names"
    case .tooFewColumns(let path):
      "\(path), line 1: at least one feature and the class are needed, but there is one column: "
        + "separate columns by commas, semicolons or tabs"
    case .unnamedColumn(let path, let column):
      "\(path), line 1: column \(column) has no name: name it, or remove it if it only numbers the rows"
    case .duplicateColumn(let path, let name): "\(path), line 1: two columns are called \(name): rename one"
    case .noClassColumn(let path, let name, let columns):
      "\(path): no column is called \(name); there are \(list(columns))"
    case .raggedRow(let path, let line, let fields, let columns):
      "\(path), line \(line): \(count(fields, "field")), but the header has \(columns) columns"
    case .missingValue(let path, let line, let column):
      "\(path), line \(line), column \(column): the value is missing: fill it in or remove the row"
    case .notFinite(let path, let line, let column, let text):
      "\(path), line \(line), column \(column): \(text) is not a finite 32-bit float: correct it or remove the row"
    case .notANumber(let path, let line, let column, let text):
      "\(path), line \(line), column \(column): “\(text)” is not a number: features are numbers such as -1.5e-3, "
        + "and the class has a column of its own"
    case .openQuote(let path, let line): "\(path), line \(line): a quote is opened and never closed"
    case .textAfterQuote(let path, let line, let column):
      "\(path), line \(line), column \(column): there is text after the closing quote: write \"\" for a quote inside"
    case .unknownClass(let path, let line, let column, let text, let classes):
      "\(path), line \(line), column \(column): “\(text)” is none of the classes \(list(classes))"
    case .tooManyClasses(let path, let column, let limit):
      "\(path), column \(column): more than \(limit) different classes: say which column holds the class"
    case .duplicateClass(let name): "the class name \(name) is given twice"
    case .noRows(let source): "\(source): there are no rows"
    case .oneClass(let source, let name):
      "\(source): every row is of the class \(name), and there is nothing to learn: at least two classes are needed"
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
        + "\(list(wanted.filter { !present.contains($0) })) \(verb(wanted.filter { !present.contains($0) })) missing"
    case .unknownClasses(let source, let wanted, let present):
      "\(source): the network knows the classes \(list(wanted)), but the rows have \(list(present))"
    case .surrogateParameters(let problem): "the parameters of jsc-synth do not fit each other: \(problem)"
    }
  }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private func verb(_ names: [String]) -> String { names.count == 1 ? "is" : "are" }
}
