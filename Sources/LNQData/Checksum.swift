/// What is published of a file, by which a download is known to be whole and right.
public enum Checksum: Sendable, Hashable {
  /// The MD5 of the file, in hexadecimal.
  case md5(String)
  /// The SHA-256 of the file, in hexadecimal.
  case sha256(String)
  /// The SHA-256 of what a gzip file unpacks to; of the file itself where it is not packed.
  case unpackedSHA256(String)

  /// What is wrong with the file at `path`: a sentence's end; nil when its checksum is this one.
  public func mismatch(of path: String) throws(DatasetError) -> String? {
    let (name, expected, found): (String, String, String)
    switch self {
    case .md5(let digits):
      var hash = MD5()
      try FileBytes.forEachPiece(of: path) { hash.update($0) }
      (name, expected, found) = ("MD5", digits, hash.hexadecimal())
    case .sha256(let digits): (name, expected, found) = ("SHA-256", digits, try FileBytes.sha256(of: path))
    case .unpackedSHA256(let digits):
      var hash = SHA256()
      hash.update(try RawTable.unpacked(FileBytes.read(path), path: path).bytes)
      (name, expected, found) = ("SHA-256", digits, hash.hexadecimal())
    }
    return expected.lowercased() == found ? nil : "its \(name) is \(found), and \(expected.lowercased()) was published"
  }
}
