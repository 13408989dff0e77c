import CSystem
import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A running child whose output goes to a file.
///
/// A child and everything that it starts is a process group of its own, which ends as a whole: when its time is over, by `endAll`,
/// and, where the system can do that (Linux), when this process ends in any way at all.
struct ChildProcess {
  /// How a child ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut(Duration)
  }

  /// Also the number of its process group.
  private let pid: pid_t
  /// An end of a pipe: the system ends the group when it is closed. Nil for a child with an input.
  private let lifeline: Int32?

  /// The groups that `endAll` ends. Whoever starts a child, or learns how one ended, has this lock meanwhile.
  private static let groups = Mutex<Set<pid_t>>([])

  /// Starts `path` in `folder` with exactly this environment.
  ///
  /// - Parameters:
  ///   - input: the child's standard input; nil for an empty one. A child with an input is told to stop by its end, and ends by
  ///     itself.
  ///   - fileSizeLimit: SIGXFSZ ends the child when a file that it writes gets larger than so many bytes, rounded up to 512.
  ///   - memoryLimit: the system gives each process of the group no more than so many bytes of addresses (Linux alone).
  init(
    path: String, arguments: [String], environment: [String: String], folder: String, log: String, name: String,
    input: Int32? = nil, fileSizeLimit: Int? = nil, memoryLimit: Int? = nil
  ) throws(ToolchainError) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The child does not inherit how we treat signals; Dispatch's threads block them.
    var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGIO] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    flags |= Int16(POSIX_SPAWN_SETPGROUP)
    posix_spawnattr_setflags(&attributes, flags)

    // Made anew: a link that lies there leads nowhere.
    unlink(log)
    let output = open(log, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard output >= 0 else { throw .cannotWrite(log) }
    defer { close(output) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var pipe: [Int32] = [-1, -1]
    var start: [Int32] = [-1, -1]
    defer { for end in [pipe[0]] + start where end >= 0 { close(end) } }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      var number = lnq_pipe(&start)
      if number == 0 { number = lnq_pipe(&pipe) }
      guard number == 0 else { throw .cannotStart(name, reason: String(cString: strerror(number))) }
      posix_spawn_file_actions_adddup2(&actions, start[0], 0)
      // The group holds this end under a number that no program uses.
      posix_spawn_file_actions_adddup2(&actions, pipe[0], Self.lifelineNumber)
    }
    let command = Self.command(
      path, arguments, folder: folder, waits: input == nil, fileSizeLimit: fileSizeLimit, memoryLimit: memoryLimit)
    var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    var envp: [UnsafeMutablePointer<CChar>?] = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") }
    defer { (argv + envp).forEach { free($0) } }
    argv.append(nil)
    envp.append(nil)
    var pid: pid_t = 0
    let status = Self.groups.withLock { groups in
      let status = posix_spawn(&pid, command[0], &actions, &attributes, argv, envp)
      if status == 0, input == nil {
        _ = lnq_end_group_with(pipe[0], pid)
        _ = write(start[1], "\n", 1)
        groups.insert(pid)
      }
      return status
    }
    guard status == 0 else {
      if pipe[1] >= 0 { close(pipe[1]) }
      throw .cannotStart(name, reason: String(cString: strerror(status)))
    }
    self.pid = pid
    lifeline = input == nil ? pipe[1] : nil
  }

  private static let lifelineNumber: Int32 = 9

  /// What is started: a shell, which changes the folder and becomes the program, since POSIX has no call for that.
  ///
  /// - Parameter waits: whether it does nothing without a line on its standard input. This process writes it when it has said with whom the
  ///   group ends; were it to end before, there would be no line.
  static func command(
    _ path: String, _ arguments: [String], folder: String, waits: Bool, fileSizeLimit: Int? = nil,
    memoryLimit: Int? = nil
  ) -> [String] {
    var steps = waits ? ["read -r line", "exec </dev/null"] : []
    if let fileSizeLimit { steps.append("ulimit -f \((fileSizeLimit + 511) / 512)") }
    #if os(Linux)
      if let memoryLimit { steps.append("ulimit -v \(memoryLimit / 1024)") }
    #endif
    steps += ["cd \"$0\"", "exec \"$@\""]
    return ["/bin/sh", "-c", steps.joined(separator: " && "), folder, path] + arguments
  }

  /// Ends all children without an input, and all that they have started, and then this process by `end`. From then on no child is
  /// started, and no other thread learns how one ended.
  static func endAll(then end: () -> Never) -> Never {
    groups.withLock { groups -> Never in
      for group in groups { kill(-group, SIGKILL) }
      end()
    }
  }

  /// Waits until the child ends, or ends it and everything that it started when the time is over.
  ///
  /// - Parameter meanwhile: called fifty times a second or more.
  /// - Returns: how it ended, and the time of processors that it took, with what it has started and waited for.
  func wait(
    timeLimit: Duration? = nil, name: String, meanwhile: () -> Void = {}
  ) throws(ToolchainError) -> (ending: Ending, work: Duration) {
    let start = ContinuousClock.now
    var pause: UInt32 = 500
    while true {
      if let end = try reap(options: WNOHANG, name: name) { return end }
      if let timeLimit, ContinuousClock.now - start > timeLimit {
        kill(-pid, SIGKILL)
        return (.timedOut(timeLimit), try reap(options: 0, name: name)?.work ?? .zero)
      }
      meanwhile()
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
  }

  /// How the child ended; nil while it runs. Do not call it again after an answer.
  func ending(name: String) throws(ToolchainError) -> Ending? { try reap(options: WNOHANG, name: name)?.ending }

  /// Collects the child's status; nil when it still runs and `options` say not to wait.
  private func reap(options: Int32, name: String) throws(ToolchainError) -> (ending: Ending, work: Duration)? {
    var status: Int32 = 0
    var usage = rusage()
    while true {
      let result = wait4(pid, &status, options, &usage)
      if result == 0 { return nil }
      if result == pid { break }
      guard errno == EINTR else { throw .cannotStart(name, reason: String(cString: strerror(errno))) }
    }
    _ = Self.groups.withLock { $0.remove(pid) }
    // What the child has left running in its group ends with it.
    if let lifeline { close(lifeline) }
    let signal = status & 0x7F
    let work = [usage.ru_utime, usage.ru_stime].reduce(Duration.zero) {
      $0 + .seconds($1.tv_sec) + .microseconds(Int64($1.tv_usec))
    }
    return (signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal), work)
  }
}
