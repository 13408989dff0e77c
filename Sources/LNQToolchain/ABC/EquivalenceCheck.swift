import Foundation
import LNQHardware

/// ABC's opinion whether pairs of logic networks compute the same.
public struct EquivalenceCheck: Sendable {
  /// Two models in BLIF with the same inputs and as many outputs.
  public struct Pair: Sendable, Hashable {
    /// What is to be computed.
    public let expected: String
    /// What is computed.
    public let own: String
    /// How many inputs they have.
    public let inputCount: Int

    /// Puts the parts together.
    public init(expected: String, own: String, inputCount: Int) {
      (self.expected, self.own, self.inputCount) = (expected, own, inputCount)
    }

    /// About how hard the pair is.
    fileprivate var size: Int { expected.utf8.count + own.utf8.count }
  }

  /// What came out for a pair.
  public enum Verdict: Sendable, Hashable {
    /// Both are the same for all inputs.
    case equal
    /// An output, by its number, is another one for these values of inputs, by name; inputs that are left out do not matter.
    case different(output: Int, inputs: [String: Bool])
    /// The time was over before.
    case undecided
  }

  private let program: ExternalTool
  private let folder: URL
  /// `UC Berkeley, ABC 1.01`.
  public let version: String

  /// Finds ABC.
  ///
  /// - Parameter folder: where models, scripts and logs are written; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`, `.toolFailed`, `.cannotWrite`.
  public init(in folder: URL, tools: ToolSearch) throws(ToolchainError) {
    program = try tools.find(.abc)
    self.folder = folder
    let line = try tools.version(of: .abc, in: folder)
    version = line.split(separator: "(").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? line
  }

  /// Checks pairs, many in one process and several processes side by side, small ones first.
  ///
  /// - Parameters:
  ///   - pairLimit: about how long one pair may take.
  ///   - timeLimit: when to end with what is decided.
  ///   - jobs: how many processes run at a time.
  /// - Returns: a verdict for each pair, in order.
  /// - Throws: `ToolchainError.toolFailed`, `.malformedOutput` when ABC cannot read a model, `.cannotWrite`.
  public func verdicts(
    on pairs: [Pair], pairLimit: Duration, timeLimit: Duration, jobs: Int
  ) throws(ToolchainError) -> [Verdict] {
    let order = pairs.indices.sorted { (pairs[$0].size, $0) < (pairs[$1].size, $1) }
    let count = max(1, min(jobs, pairs.count))
    let groups = (0..<count).map { group in order.enumerated().filter { $0.offset % count == group }.map(\.element) }
    try ParallelSteps.run(count: count, jobs: count) { group throws(ToolchainError) in
      try run(groups[group], of: pairs, name: "cec\(group)", pairLimit, timeLimit)
    }
    var verdicts = [Verdict](repeating: .undecided, count: pairs.count)
    for group in groups.indices {
      for (pair, verdict) in try Self.verdicts(in: log("cec\(group)")) { verdicts[pair] = verdict }
    }
    return verdicts
  }

  private func log(_ name: String) -> URL { folder.appendingPathComponent("\(name).log") }

  private func run(
    _ group: [Int], of pairs: [Pair], name: String, _ pairLimit: Duration, _ timeLimit: Duration
  ) throws(ToolchainError) {
    var script = ""
    for pair in group {
      try WorkFiles.write(Data(pairs[pair].expected.utf8), to: folder.appendingPathComponent("\(pair)_expected.blif"))
      try WorkFiles.write(Data(pairs[pair].own.utf8), to: folder.appendingPathComponent("\(pair)_own.blif"))
      let seconds = max(1, pairLimit.components.seconds)
      // A function of few inputs is compared in a moment when it is a decision diagram first.
      let own = pairs[pair].inputCount <= 20 ? "read_blif \(pair)_own.blif; collapse; cec" : "cec"
      let other = pairs[pair].inputCount <= 20 ? "" : " \(pair)_own.blif"
      script += "echo \(Self.mark)\(pair)\n\(own) -T \(seconds) -C 1000000000 \(pair)_expected.blif\(other)\n"
    }
    let file = "\(name).script"
    try WorkFiles.write(Data(script.utf8), to: folder.appendingPathComponent(file))
    do throws(ToolchainError) {
      try program.run(["-s", "-f", file], in: folder, log: log(name), timeLimit: timeLimit)
    } catch {
      // What is in the log by then counts.
      guard case .timedOut = error else { throw error }
    }
  }

  private static let mark = "lnq-pair-"

  /// What a log says, pair by pair; a pair that it was ended at is left out.
  private static func verdicts(in log: URL) throws(ToolchainError) -> [(Int, Verdict)] {
    var verdicts: [(Int, Verdict)] = []
    var pair: Int?
    var output: Int?
    for line in WorkFiles.text(of: log).split(whereSeparator: \.isNewline) {
      if line.contains("** cmd error") {
        throw .malformedOutput(
          "abc", problem: "it ended with an error at pair \(pair.map(String.init) ?? "")", file: log.path)
      }
      if line.hasPrefix(mark) {
        (pair, output) = (Int(line.dropFirst(mark.count).trimmingCharacters(in: .whitespaces)), nil)
      } else if let number = pair {
        if line.hasPrefix("Networks are equivalent") {
          verdicts.append((number, .equal))
        } else if line.hasPrefix("Networks are UNDECIDED") {
          verdicts.append((number, .undecided))
        } else if line.hasPrefix("Output o"), output == nil {
          output = Int(line.dropFirst("Output o".count).prefix { $0.isNumber })
        } else if line.hasPrefix("Input pattern:"), let output {
          let words = line.dropFirst("Input pattern:".count).split(separator: " ")
          let values = words.compactMap { word -> (String, Bool)? in
            let parts = word.split(separator: "=")
            return parts.count == 2 ? (String(parts[0]), parts[1] == "1") : nil
          }
          verdicts.append((number, .different(output: output, inputs: Dictionary(values) { first, _ in first })))
          pair = nil
        }
      }
    }
    return verdicts
  }
}
