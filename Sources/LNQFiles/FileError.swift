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

  /// The system's word for what Foundation calls an error.
  public static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return error.localizedDescription
  }
}
