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
    /// What is published of it; nil when nothing is.
    public let checksum: Checksum?
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
    case .jscOpenML: [File(name: "metadata.json", path: "", checksum: nil)]
    case .jscCERNBox: [File(name: "t_allpar_new.h5", path: "", checksum: nil)]
    case .mnist:
      MNISTFile.allCases.map {
        File(name: $0.rawValue + ".gz", path: $0.rawValue + ".gz", checksum: .unpackedSHA256($0.sha256))
      }
    }
  }

  /// How many rows it has; another number means that it is not the dataset.
  public var rowCount: Int {
    switch self {
    case .jscOpenML: 830_000
    case .jscCERNBox: 986_806
    case .mnist: 70_000
    }
  }

  /// Whose the rows are.
  public var credit: String {
    switch self {
    case .jscOpenML, .jscCERNBox: "hls4ml LHC jet dataset (HLF), Zenodo record 3602260, CC BY 4.0"
    case .mnist: "MNIST, Y. LeCun, C. Cortes, C. J. C. Burges"
    }
  }

  /// The file that OpenML's description of a dataset names.
  /// - Throws: `DatasetError.damaged` when `path` is not such a description.
  public static func openMLFile(describedIn path: String) throws(DatasetError) -> (url: String, checksum: Checksum) {
    struct Answer: Decodable {
      struct Description: Decodable {
        let url: String
        let md5_checksum: String
      }
      let data_set_description: Description
    }
    let bytes = try FileBytes.read(path)
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else {
      throw .damaged(path: path, problem: "OpenML's description of the dataset does not name a URL and an MD5")
    }
    return (answer.data_set_description.url, .md5(answer.data_set_description.md5_checksum))
  }
}
