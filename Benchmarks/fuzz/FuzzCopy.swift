import Foundation
import LNQData

/// A copy of a folder that lnq has made, of which one file is changed again and again.
struct FuzzCopy {
  let path: String
  /// The one that is changed, below `path`.
  let file: String
  /// What it held at first.
  let original: [UInt8]
  /// The files with checksums of others, by their paths.
  private let keepers: [String: Data]

  init(path: String, file: String) throws {
    (self.path, self.file) = (path, file)
    original = Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")))
    var keepers: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where [Checksums.fileName, "dataset.json"].contains((name as NSString).lastPathComponent) && name != file {
      keepers["\(path)/\(name)"] = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    }
    self.keepers = keepers
  }

  /// Makes the file hold `bytes`. The rest of the folder is as it was at first.
  ///
  /// - Parameter renewing: whether checksums of it, and of what has its checksum, become those of `bytes`.
  func write(_ bytes: [UInt8], renewing: Bool) throws {
    var content = Data(bytes)
    var keepers = self.keepers
    if renewing {
      if (file as NSString).lastPathComponent == Checksums.fileName {
        content = Self.sealed(content)
      } else {
        Self.renew(Checksums.Version(original), to: Checksums.Version(content), in: &keepers)
      }
    }
    try content.write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    for (path, content) in keepers { try content.write(to: URL(fileURLWithPath: path)) }
  }

  /// Where `old` stands, `new` stands afterwards; what has changed by that is renewed as well.
  private static func renew(_ old: Checksums.Version, to new: Checksums.Version, in keepers: inout [String: Data]) {
    for (path, content) in keepers.sorted(by: { $0.key < $1.key }) {
      if let list = Checksums(serialized: content) {
        let files = list.files.mapValues { versions in
          versions.map { version in
            let isOld = version.sha256 == old.sha256
            return Checksums.Version(
              bytes: isOld ? new.bytes : version.bytes, sha256: isOld ? new.sha256 : version.sha256,
              madeFrom: (version.madeFrom ?? [:]).mapValues { $0 == old.sha256 ? new.sha256 : $0 })
          }
        }
        keepers[path] = Checksums(files).serialized()
      } else if old.sha256 != new.sha256, let range = content.range(of: Data(old.sha256.utf8)) {
        var renewed = content
        renewed.replaceSubrange(range, with: Data(new.sha256.utf8))
        keepers[path] = renewed
        renew(Checksums.Version(content), to: Checksums.Version(renewed), in: &keepers)
      }
    }
  }

  /// A list of checksums with its own checksum as it has to be.
  private static func sealed(_ list: Data) -> Data {
    guard let range = list.range(of: Data("\"sha256\": \"".utf8), options: .backwards) else { return list }
    let text = list[..<range.upperBound]
    return text + Data((Checksums.Version(text).sha256 + "\"}\n").utf8)
  }
}
