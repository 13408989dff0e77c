import Foundation

/// Slurm as its users see it: `sbatch`, `squeue` and `scancel`. Accounting (`sacct`) is not needed, since small clusters have none.
public struct SlurmQueue: Sendable {
  /// How long one of the three may take.
  static let timeLimit = Duration.seconds(120)

  private let sbatch: ExternalTool
  private let squeue: ExternalTool
  private let scancel: ExternalTool
  private let folder: URL

  /// Finds the programs.
  ///
  /// - Parameter folder: where they run and leave their logs; made when it does not exist.
  /// - Throws: `ToolchainError.toolMissing`, `.notExecutable`, `.cannotWrite`.
  public init(_ search: ToolSearch, folder: URL) throws(ToolchainError) {
    sbatch = try search.find(.sbatch)
    squeue = try search.find(.squeue)
    scancel = try search.find(.scancel)
    try WorkFiles.create(folder)
    self.folder = folder
  }

  /// Submits `script` as an array of tasks with the numbers 0 ..< `tasks`.
  ///
  /// - Parameters:
  ///   - options: further words for sbatch.
  ///   - limit: how many tasks may run at a time; nil for as many as Slurm likes.
  /// - Throws: `ToolchainError.toolFailed` with what sbatch said, `.malformedOutput` when it printed no number.
  public func submit(
    _ script: URL, name: String, tasks: Int, limit: Int?, options: [String]
  ) throws(ToolchainError) -> SlurmJob {
    let array = "--array=0-\(tasks - 1)" + (limit.map { "%\($0)" } ?? "")
    let log = folder.appendingPathComponent("sbatch.log")
    try sbatch.run(
      options + ["--parsable", "--job-name=\(name)", array, script.path], in: folder, log: log,
      limits: .init(time: Self.timeLimit))
    guard let id = Self.jobID(in: WorkFiles.text(of: log)) else {
      throw .malformedOutput("sbatch", problem: "it printed no job number", file: log.path)
    }
    return SlurmJob(id: id, name: name)
  }

  /// What the tasks of a job do, by their numbers; nil when Slurm does not know the job any more. It forgets tasks some time after
  /// their end.
  ///
  /// - Throws: `ToolchainError.toolFailed` with what squeue said.
  public func states(of job: SlurmJob) throws(ToolchainError) -> [Int: SlurmTaskState]? {
    let log = folder.appendingPathComponent("squeue.log")
    do {
      try squeue.run(
        ["--noheader", "--array", "--states=all", "--jobs=\(job.id)", "--format=%K %T %j"], in: folder, log: log,
        limits: .init(time: Self.timeLimit))
    } catch {
      if case .toolFailed(_, _, let tail, _) = error, tail.contains(where: { $0.contains("Invalid job id") }) {
        return nil
      }
      throw error
    }
    return Self.states(in: WorkFiles.text(of: log), name: job.name)
  }

  /// Cancels the waiting tasks of a job, and sends SIGTERM to the scripts of the running ones.
  ///
  /// - Throws: `ToolchainError.toolFailed` with what scancel said.
  public func stop(_ job: SlurmJob) throws(ToolchainError) {
    let log = folder.appendingPathComponent("scancel.log")
    for words in [["--state=PENDING"], ["--batch", "--signal=TERM"]] {
      try scancel.run(words + ["--quiet", "\(job.id)"], in: folder, log: log, limits: .init(time: Self.timeLimit))
    }
  }

  /// The number in what `sbatch --parsable` prints: `17`, or `17;cluster`. Warnings may stand around it.
  static func jobID(in text: String) -> Int? {
    text.split(whereSeparator: \.isNewline).lazy.reversed().compactMap { line in
      line.split(separator: ";", omittingEmptySubsequences: false).first.flatMap { Int($0) }
    }.first
  }

  /// Reads the lines `3 RUNNING name` of squeue. Jobs of another name and lines of another shape are ignored.
  static func states(in text: String, name: String) -> [Int: SlurmTaskState] {
    var states: [Int: SlurmTaskState] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, words[2] == name, let task = Int(words[0]) else { continue }
      states[task] = SlurmTaskState(String(words[1]))
    }
    return states
  }
}

/// An array of tasks that was handed to Slurm.
public struct SlurmJob: Hashable, Sendable, Codable {
  /// Slurm's number for it. Slurm starts again at 1 some day.
  public let id: Int
  /// Its name. It tells this job from another one with the same number.
  public let name: String

  /// Puts the two together.
  public init(id: Int, name: String) {
    self.id = id
    self.name = name
  }
}

/// What Slurm says about a task.
public enum SlurmTaskState: Hashable, Sendable {
  /// It waits for its turn.
  case waiting
  /// It has a node, or is just leaving it.
  case running
  /// It is over, and how, in Slurm's word: `COMPLETED`, `FAILED`, `TIMEOUT`, `CANCELLED`, …
  case ended(String)

  /// Reads the long name of a state, as `squeue --format=%T` prints it.
  init(_ name: String) {
    self =
      switch name {
      case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT": .waiting
      case "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
        "REVOKED", "TIMEOUT":
        .ended(name)
      default: .running
      }
  }
}
