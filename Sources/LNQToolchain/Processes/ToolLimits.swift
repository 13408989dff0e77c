import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// When a program is ended.
public struct ToolLimits: Hashable, Sendable {
  /// How long it may take; nil for any time.
  public var time: Duration?
  /// How many bytes of addresses each of its processes may have; nil for any number. The system keeps to it on Linux alone.
  public var memory: Int?

  /// Puts both together.
  public init(time: Duration? = nil, memory: Int? = nil) { (self.time, self.memory) = (time, memory) }
}

/// What the system says of this process, without the programs that it has started.
public enum ThisProcess {
  /// The most bytes of memory that it has held at a time.
  public static var peakBytes: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(Int32(RUSAGE_SELF), &usage)
    #endif
    #if canImport(Darwin)
      return Int(usage.ru_maxrss)
    #else
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}
