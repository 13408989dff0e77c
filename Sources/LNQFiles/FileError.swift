import Foundation

/// A file or folder that cannot be read or written.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Which one, by the name that it was to have.
  public let path: String
  /// The system's word for why.
  public let problem: String

  /// Puts the two together.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The reason is the system's error number, `errno` unless given.
  public init(path: String, number: Int32 = errno) {
    self.init(path: path, problem: String(cString: strerror(number)))
  }

  /// One sentence.
  public var description: String { "\(path): \(problem)" }

  /// The system's word for what Foundation calls an error; never Foundation's own number for it.
  public static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { return reason(underlying) }
    guard error.domain == NSCocoaErrorDomain else { return "the system does not say why" }
    let number: Int32? =
      switch CocoaError.Code(rawValue: error.code) {
      case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
      case .fileReadNoPermission, .fileWriteNoPermission: EACCES
      case .fileReadInvalidFileName, .fileWriteInvalidFileName: EINVAL
      case .fileWriteFileExists: EEXIST
      case .fileReadTooLarge: EFBIG
      case .fileWriteOutOfSpace: ENOSPC
      case .fileWriteVolumeReadOnly: EROFS
      default: nil
      }
    return number.map { String(cString: strerror($0)) } ?? "the system does not say why"
  }
}
