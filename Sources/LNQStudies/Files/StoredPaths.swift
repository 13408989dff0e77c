import Foundation
import LNQData

/// Paths of data and models in `run.json` and `study.json`.
///
/// In memory they are absolute. On the disk they begin at the folder of the run or study where the file lies below its root, so that
/// both can be moved together; elsewhere they are absolute. The root is the folder that the project folder lies in.
struct StoredPaths {
  private let folder: String
  private let root: String

  /// - Parameter folder: that of the run or the study; it has to exist.
  init(_ folder: String) {
    self.folder = Self.canonical(folder)
    func above(_ path: String) -> String { URL(fileURLWithPath: path).deletingLastPathComponent().path }
    var project = above(self.folder)
    // The run of a trial lies in `trials/` of its study.
    if FileManager.default.fileExists(atPath: above(project) + "/study.json") { project = above(above(project)) }
    root = above(project) == "/" ? project : above(project)
  }

  /// What stands on the disk for a path.
  func stored(_ path: String) -> String {
    let place = Self.canonical(path)
    guard place.hasPrefix(root + "/") else { return path }
    let (mine, its) = (folder.split(separator: "/"), place.split(separator: "/"))
    let common = zip(mine, its).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: mine.count - common) + its.dropFirst(common)).joined(separator: "/")
  }

  /// The absolute path for what stands on the disk. Where nothing lies there, it is `former`, if that is there: only the run was
  /// moved then.
  func found(_ path: String, former: String? = nil) -> String {
    guard !path.hasPrefix("/") else { return path }
    let here = URL(fileURLWithPath: folder + "/" + path).standardizedFileURL.path
    let files = FileManager.default
    guard let former, former.hasPrefix("/"), !files.fileExists(atPath: here), files.fileExists(atPath: former) else {
      return here
    }
    return former
  }

  /// What stands on the disk for a dataset.
  func stored(_ data: RunManifest.Data) -> RunManifest.Data { data.replacing { stored($0) } }

  /// The dataset for what stands on the disk.
  func found(_ data: RunManifest.Data) -> RunManifest.Data {
    data.replacing { found($0, former: data.provenance.source) }
  }

  /// An absolute path whose folder is no symbolic link; the file itself may be one.
  private static func canonical(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    return url.deletingLastPathComponent().resolvingSymlinksInPath().appendingPathComponent(url.lastPathComponent).path
  }
}

extension RunManifest.Data {
  /// The same with other paths.
  fileprivate func replacing(_ path: (String) -> String) -> RunManifest.Data {
    var data = self
    switch request {
    case .synthetic: break
    case .file(let file, let options): data.request = .file(path: path(file), options: options)
    case .imported(let name, let folder): data.request = .imported(name: name, dataDir: path(folder))
    }
    return data
  }
}
