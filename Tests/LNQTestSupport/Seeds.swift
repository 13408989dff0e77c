import Foundation

/// How many random cases a test tries.
public enum Seeds {
  /// Seeds 1 to `count`; with `LNQ_SEEDS=N` in the environment 1 to N, for a thorough search.
  public static func upTo(_ count: UInt64) -> ClosedRange<UInt64> {
    let wanted = ProcessInfo.processInfo.environment["LNQ_SEEDS"].flatMap { UInt64($0) }
    return 1...max(1, wanted ?? count)
  }
}
