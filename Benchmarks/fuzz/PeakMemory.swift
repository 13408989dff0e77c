import Foundation

/// How much memory of the machine a piece of work takes at a time, beyond what the process has before it. Linux says it.
struct PeakMemory {
  /// The most of all pieces.
  private(set) var most = 0
  /// The least that the process has had: what it keeps from earlier pieces counts as theirs.
  private var before = Int.max

  /// Begins to look.
  mutating func begin() {
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    before = min(before, Self.kilobytes("VmRSS"))
  }

  /// The bytes since then.
  mutating func end() -> Int {
    let used = max(0, Self.kilobytes("VmHWM") - before) * 1024
    most = max(most, used)
    return used
  }

  private static func kilobytes(_ name: String) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") })
    else { return 0 }
    return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }
}
