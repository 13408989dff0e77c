import Foundation
import LNQToolchain

/// Runs trials on this machine: a process each, several side by side, which share the processors. They end with this process.
package struct LocalLauncher: TrialLauncher {
  /// How many run at a time.
  package let jobs: Int
  /// The path of the program `lnq`.
  package let program: String
  /// The environment of this process.
  package let environment: [String: String]

  /// Puts the parts together.
  package init(jobs: Int, program: String, environment: [String: String]) {
    self.jobs = jobs
    self.program = program
    self.environment = environment
  }

  package func run(_ tasks: [TrialTask], listener: any StopListener, onEvent: (TrialEvent) throws -> Void) throws {
    // Tiny matrices are slower with threads, and the trials have the processors.
    let environment = environment.merging(["OPENBLAS_NUM_THREADS": "1"]) { $1 }
    let group = try ChildGroup(
      ExternalTool(name: "lnq", path: program, environment: environment),
      in: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
    do {
      try run(tasks, in: group, listener: listener, onEvent: onEvent)
    } catch {
      try? group.endAll()
      throw error
    }
  }

  /// How many threads a trial has.
  private var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount / jobs) }

  private func run(
    _ tasks: [TrialTask], in group: ChildGroup, listener: any StopListener, onEvent: (TrialEvent) throws -> Void
  ) throws {
    var next = 0
    var isStopping = false
    while true {
      if !isStopping, listener.isStopRequested {
        isStopping = true
        group.endInput()
      }
      while !isStopping, group.count < jobs, next < tasks.count {
        let task = tasks[next]
        let words = task.words + (task.trains ? ["--stop-at-end-of-input", "--threads", "\(threads)"] : [])
        try group.start(next, arguments: words, log: URL(fileURLWithPath: task.log))
        try onEvent(.began(next))
        next += 1
      }
      let ended = try group.collect()
      for (index, ending) in ended {
        switch ending {
        case .exited(let code): try onEvent(.ended(index, .exited(code)))
        case .signalled(let signal): try onEvent(.ended(index, .signalled(signal)))
        }
      }
      if group.count == 0, isStopping || next == tasks.count { return }
      if ended.isEmpty {
        try onEvent(.waiting)
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
  }
}
