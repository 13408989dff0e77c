import Foundation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A running child whose output goes to a file.
///
/// Foundation's `Process` puts a child into a process group of its own, where an interrupt from the terminal does not
/// reach it; `posix_spawn` leaves it in ours, unless the child has an input whose end stops it.
struct ChildProcess {
  /// How a child ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut(Duration)
  }

  private let pid: pid_t

  /// Starts `path` in `folder` with exactly this environment.
  ///
  /// - Parameter input: the child's standard input; nil for an empty one. A child with an input goes into a process
  ///   group of its own, where an interrupt from the terminal does not reach it: the end of its input tells it to stop.
  init(
    path: String, arguments: [String], environment: [String: String], folder: String, log: String, name: String,
    input: Int32? = nil
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
    for signal in [SIGINT, SIGTERM] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= Int16(POSIX_SPAWN_SETPGROUP)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawnattr_setflags(&attributes, flags)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)

    // Foundation would make the file under another name first, and leave that one behind when it is killed.
    let made = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard made >= 0 else { throw .cannotWrite(log) }
    close(made)
    // The shell changes the folder and becomes the program; POSIX has no call for that.
    let command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder, path] + arguments
    var argv: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    var envp: [UnsafeMutablePointer<CChar>?] = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") }
    defer { (argv + envp).forEach { free($0) } }
    argv.append(nil)
    envp.append(nil)
    var pid: pid_t = 0
    let status = posix_spawn(&pid, command[0], &actions, &attributes, argv, envp)
    guard status == 0 else { throw .cannotStart(name, reason: String(cString: strerror(status))) }
    self.pid = pid
  }

  /// Waits until the child ends, or ends it and everything that it started when the time is over.
  func wait(timeLimit: Duration?, name: String) throws(ToolchainError) -> Ending {
    guard let timeLimit else { return try reap(options: 0, name: name) ?? .exited(0) }
    let start = ContinuousClock.now
    var pause: UInt32 = 500
    while true {
      if let ending = try reap(options: WNOHANG, name: name) { return ending }
      if ContinuousClock.now - start > timeLimit { break }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
    for descendant in Self.descendants(of: pid) { kill(descendant, SIGKILL) }
    kill(pid, SIGKILL)
    _ = try reap(options: 0, name: name)
    return .timedOut(timeLimit)
  }

  /// Waits until the child ends, and calls `meanwhile` about ten times a second.
  func wait(name: String, meanwhile: () -> Void) throws(ToolchainError) -> Ending {
    var pause: UInt32 = 500
    while true {
      if let ending = try reap(options: WNOHANG, name: name) { return ending }
      meanwhile()
      usleep(pause)
      pause = min(pause * 2, 100_000)
    }
  }

  /// How the child ended; nil while it runs. Do not call it again after an answer.
  func ending(name: String) throws(ToolchainError) -> Ending? { try reap(options: WNOHANG, name: name) }

  /// Collects the child's status; nil when it still runs and `options` say not to wait.
  private func reap(options: Int32, name: String) throws(ToolchainError) -> Ending? {
    var status: Int32 = 0
    while true {
      let result = waitpid(pid, &status, options)
      if result == 0 { return nil }
      if result == pid { break }
      guard errno == EINTR else { throw .cannotStart(name, reason: String(cString: strerror(errno))) }
    }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }

  /// The processes below `root`, as far as `/proc` tells: its children and theirs.
  private static func descendants(of root: pid_t) -> [pid_t] {
    var children: [pid_t: [pid_t]] = [:]
    for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
      guard let pid = pid_t(entry), let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
      else { continue }
      // "pid (name) state parent ...", and the name may contain anything.
      guard let end = stat.lastIndex(of: ")") else { continue }
      let fields = stat[end...].split(separator: " ")
      if fields.count > 2, let parent = pid_t(fields[2]) { children[parent, default: []].append(pid) }
    }
    var result: [pid_t] = []
    var open = [root]
    while let next = open.popLast() {
      let below = children[next] ?? []
      result += below
      open += below
    }
    return result
  }
}
