import Foundation
import LNQToolchain

/// Runs trials on a cluster: a Slurm job array with a task for each trial, in a folder that all nodes see. The tasks go on when this
/// process is killed; the next one waits for them.
package struct SlurmLauncher: TrialLauncher {
  /// How many tasks run at a time; nil for as many as Slurm likes.
  package let jobs: Int?
  /// The path of the program `lnq`.
  package let program: String
  /// Further words for sbatch.
  package let options: [String]
  /// The study, whose lock the caller has.
  let study: StudyDirectory
  /// What the job arrays are called.
  package let name: String
  /// The commands of Slurm.
  package let queue: SlurmQueue

  /// How often the files of the tasks are looked at.
  private static let fileInterval = Duration.milliseconds(250)
  /// How often Slurm is asked at first, and at last.
  private static let queueIntervals = (first: Duration.seconds(1), last: Duration.seconds(10))
  /// After this many answers in a row that do not know a task, or say that it has ended, its exit code will not come: files may
  /// take some seconds from one machine to another.
  private static let patience = 3

  /// Finds Slurm's commands.
  ///
  /// - Throws: `ToolchainError.toolMissing`.
  package init(
    study: StudyDirectory, jobs: Int?, options: [String], program: String, tools: ToolSearch
  ) throws(ToolchainError) {
    self.jobs = jobs
    self.options = options
    self.program = program
    self.study = study
    name = "lnq_" + study.name
    queue = try SlurmQueue(tools, folder: URL(fileURLWithPath: SlurmArray.parent(study)))
  }

  package func awaitEarlierTasks(_ observer: any WorkObserver, listener: any StopListener) throws {
    for array in SlurmArray.all(of: study) {
      guard let job = try array.job() else { continue }
      let isActive = try queue.states(of: job)?.values.contains { $0 == .waiting || $0 == .running } ?? false
      if isActive {
        observer.tell("waiting for the Slurm job \(job.id), which an earlier lnq submitted for this study\n")
        try wait(for: job, listener: listener)
      }
      try array.finish(isClean: true)
    }
  }

  /// Waits until no task of a job waits or runs.
  private func wait(for job: SlurmJob, listener: any StopListener) throws {
    var watch = Watch()
    while true {
      if listener.isStopRequested, !watch.isStopping {
        watch.isStopping = true
        try queue.stop(job)
      }
      if watch.isTimeToAsk() {
        let states = try queue.states(of: job) ?? [:]
        if !states.values.contains(where: { $0 == .waiting || $0 == .running }) { return }
      }
      Thread.sleep(forTimeInterval: Self.fileInterval.inSeconds)
    }
  }

  package func run(_ tasks: [TrialTask], listener: any StopListener, onEvent: (TrialEvent) throws -> Void) throws {
    var first = 0
    while first < tasks.count, !listener.isStopRequested {
      let part = Array(tasks[first..<min(first + SlurmArray.sizeLimit, tasks.count)])
      try run(part, from: first, listener: listener, onEvent: onEvent)
      first += part.count
    }
  }

  private func run(
    _ tasks: [TrialTask], from first: Int, listener: any StopListener, onEvent: (TrialEvent) throws -> Void
  ) throws {
    let array = try SlurmArray(
      tasks, of: study, program: program, workFolder: FileManager.default.currentDirectoryPath)
    let job: SlurmJob
    do {
      job = try queue.submit(array.script, name: name, tasks: tasks.count, limit: jobs, options: options)
    } catch {
      try? array.finish(isClean: true)
      throw error
    }
    try array.write(job)
    do {
      try follow(job, array, Progress(count: tasks.count, first: first), listener: listener, onEvent: onEvent)
    } catch {
      try? queue.stop(job)
      throw error
    }
  }

  private func follow(
    _ job: SlurmJob, _ array: SlurmArray, _ start: Progress, listener: any StopListener,
    onEvent: (TrialEvent) throws -> Void
  ) throws {
    var progress = start
    var watch = Watch()
    while true {
      if listener.isStopRequested, !watch.isStopping {
        watch.isStopping = true
        try queue.stop(job)
        watch.askSoon()
      }
      try progress.update(array.exitCodes(), isStopping: watch.isStopping, onEvent)
      if !progress.isOver, watch.isTimeToAsk() {
        try progress.update(
          try queue.states(of: job) ?? [:], patience: Self.patience, isStopping: watch.isStopping, onEvent)
      }
      if progress.isOver { break }
      try onEvent(.waiting)
      Thread.sleep(forTimeInterval: Self.fileInterval.inSeconds)
    }
    try array.finish(isClean: !progress.hasCancelled)
  }

  /// When Slurm is asked.
  private struct Watch {
    private let clock = ContinuousClock()
    private var interval = SlurmLauncher.queueIntervals.first
    private var next: ContinuousClock.Instant
    var isStopping = false

    init() { next = clock.now + interval }

    mutating func askSoon() {
      interval = SlurmLauncher.queueIntervals.first
      next = clock.now
    }

    mutating func isTimeToAsk() -> Bool {
      guard clock.now >= next else { return false }
      next = clock.now + interval
      if !isStopping { interval = min(interval * 3 / 2, SlurmLauncher.queueIntervals.last) }
      return true
    }
  }

  /// What is known of the tasks of an array.
  private struct Progress {
    private enum Task: Equatable {
      case waiting
      case running
      case ended
    }

    /// The number of its first task among all.
    private let first: Int
    private var tasks: [Task]
    /// How often in a row Slurm said that a task is over, while it left no exit code.
    private var silences: [Int]
    /// Whether Slurm ended some tasks.
    private(set) var hasCancelled = false

    init(count: Int, first: Int) {
      self.first = first
      tasks = Array(repeating: .waiting, count: count)
      silences = Array(repeating: 0, count: count)
    }

    var isOver: Bool { tasks.allSatisfy { $0 == .ended } }

    /// Takes exit codes that tasks have left. A code of 128 + n stands for the signal n, but for lnq's own 130.
    ///
    /// Slurm ends tasks with SIGTERM, which lnq answers with 130, and with SIGKILL; either may hit lnq before the script that writes
    /// the code.
    /// - Parameter isStopping: it was lnq that asked the tasks to stop.
    mutating func update(
      _ codes: [Int: Int32], isStopping: Bool, _ onEvent: (TrialEvent) throws -> Void
    ) throws {
      for (number, code) in codes.sorted(by: { $0.key < $1.key })
      where tasks.indices.contains(number) && tasks[number] != .ended {
        let isInterrupted = code == Outcome.interrupted.rawValue
        let signal = code > 128 && !isInterrupted ? code - 128 : 0
        switch signal {
        case 0 where isInterrupted && !isStopping: try cancel(number, "it was told to stop", onEvent)
        case 0: try end(number, .exited(code), onEvent)
        case SIGKILL, SIGTERM: try cancel(number, "signal \(signal)", onEvent)
        default: try end(number, .signalled(signal), onEvent)
        }
      }
    }

    /// Takes what Slurm says.
    ///
    /// - Parameter isStopping: tasks that have not begun need not begin.
    mutating func update(
      _ states: [Int: SlurmTaskState], patience: Int, isStopping: Bool, _ onEvent: (TrialEvent) throws -> Void
    ) throws {
      for number in tasks.indices where tasks[number] != .ended {
        switch states[number] {
        case .waiting: silences[number] = 0
        case .running:
          silences[number] = 0
          try begin(number, onEvent)
        case .ended(let state):
          if isStopping, tasks[number] == .waiting, state == "CANCELLED" {
            tasks[number] = .ended
          } else {
            try wait(number, patience, state, onEvent)
          }
        case nil: try wait(number, patience, "Slurm does not know it any more", onEvent)
        }
      }
    }

    private mutating func wait(
      _ number: Int, _ patience: Int, _ state: String, _ onEvent: (TrialEvent) throws -> Void
    ) throws {
      silences[number] += 1
      if silences[number] >= patience { try cancel(number, state, onEvent) }
    }

    private mutating func cancel(_ number: Int, _ reason: String, _ onEvent: (TrialEvent) throws -> Void) throws {
      hasCancelled = true
      try end(number, .cancelled(reason), onEvent)
    }

    private mutating func begin(_ number: Int, _ onEvent: (TrialEvent) throws -> Void) throws {
      guard tasks[number] == .waiting else { return }
      tasks[number] = .running
      try onEvent(.began(first + number))
    }

    private mutating func end(
      _ number: Int, _ ending: TrialEvent.Ending, _ onEvent: (TrialEvent) throws -> Void
    ) throws {
      guard tasks[number] != .ended else { return }
      try begin(number, onEvent)
      tasks[number] = .ended
      try onEvent(.ended(first + number, ending))
    }
  }
}
