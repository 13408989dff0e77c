#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The datasets that `lnq data fetch` knows: where they are, and how they are known to be right.
public enum PublicDataset: String, Sendable, CaseIterable {
  /// The jet data as OpenML has them: 830,000 rows, classes g q t w z.
  case jscOpenML = "jsc-openml"
  /// The jet data as LogicNets and MASE use them: 986,806 rows without duplicates, classes g q w z t.
  case jscCERNBox = "jsc-cernbox"
  /// The handwritten digits: 60,000 images for training and 10,000 for testing.
  case mnist

  /// A file to download.
  public struct File: Sendable, Hashable {
    /// The name that it gets.
    public let name: String
    /// Its path below the dataset's address; empty when that is the file's own.
    public let path: String
    /// The SHA-256 of what it unpacks to; nil when no one has published it.
    public let unpackedSHA256: String?
    /// What is larger is another file, in bytes.
    public let byteLimit: Int

    /// How the file at `path` differs from this one, as the end of a sentence; nil when it does not, or when nothing is
    /// known to compare it with.
    public func mismatch(of path: String) throws(DatasetError) -> String? {
      guard let unpackedSHA256 else { return nil }
      var hash = SHA256()
      hash.update(try RawTable.unpacked(FileBytes.read(path), path: path).bytes)
      let found = hash.hexadecimal()
      return found == unpackedSHA256 ? nil : "its SHA-256 is \(found), and \(unpackedSHA256) was published"
    }
  }

  /// One line for people.
  public var summary: String {
    switch self {
    case .jscOpenML: "jet data, OpenML 42468 (hls4ml_lhc_jets_hlf): 830,000 rows, 16 features, classes g q t w z"
    case .jscCERNBox:
      "jet data, CERNBox version (LogicNets, MASE): 986,806 rows, 16 features, classes g q w z t; needs HDF5"
    case .mnist: "handwritten digits: 60,000 + 10,000 images of 28 × 28, classes 0 to 9"
    }
  }

  /// Where it is: the metadata (OpenML), the file (CERNBox), or the folder of the files (MNIST).
  public var address: String {
    switch self {
    case .jscOpenML: "https://www.openml.org/api/v1/json/data/42468"
    case .jscCERNBox: "https://cernbox.cern.ch/s/jvFd5MoWhGs1l5v/download"
    case .mnist: "https://ossci-datasets.s3.amazonaws.com/mnist/"
    }
  }

  /// The files that make it; for OpenML the metadata, which name the file.
  public var files: [File] {
    switch self {
    case .jscOpenML: [File(name: "metadata.json", path: "", unpackedSHA256: nil, byteLimit: 1 << 20)]
    case .jscCERNBox:
      [File(name: "t_allpar_new.h5", path: "", unpackedSHA256: nil, byteLimit: Self.tableByteLimit)]
    case .mnist:
      MNISTFile.allCases.map {
        File(name: $0.rawValue + ".gz", path: $0.rawValue + ".gz", unpackedSHA256: $0.sha256, byteLimit: 1 << 24)
      }
    }
  }

  /// No table that lnq fetches has so many bytes.
  public static let tableByteLimit = 1 << 32

  /// How many rows it has.
  public var rowCount: Int {
    switch self {
    case .jscOpenML: 830_000
    case .jscCERNBox: 986_806
    case .mnist: 70_000
    }
  }

  /// How many features a row has.
  public var featureCount: Int {
    switch self {
    case .jscOpenML, .jscCERNBox: 16
    case .mnist: 28 * 28
    }
  }

  /// Its classes, in order.
  public var classNames: [String] {
    switch self {
    case .jscOpenML: ["g", "q", "t", "w", "z"]
    case .jscCERNBox: ["g", "q", "w", "z", "t"]
    case .mnist: (0..<10).map(String.init)
    }
  }

  /// The address of the file that OpenML's description of a dataset names.
  /// - Throws: `DatasetError.damaged` when `path` is not such a description.
  public static func openMLFile(describedIn path: String) throws(DatasetError) -> String {
    struct Answer: Decodable {
      struct Description: Decodable {
        let url: String
      }
      enum CodingKeys: String, CodingKey {
        case description = "data_set_description"
      }
      let description: Description
    }
    let bytes = try FileBytes.read(path)
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else {
      throw .damaged(path: path, problem: "OpenML's description of the dataset does not name a URL")
    }
    return answer.description.url
  }
}
