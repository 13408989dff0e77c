extension RawTable {
  public static func csv(path: String, classColumn: String? = nil, classNames: [String]? = nil) throws(DatasetError)
    -> RawTable
  {
    throw .noRows(source: path)
  }
}
