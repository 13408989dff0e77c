/// One run of the program, from outside: its words, its environment and where it prints.
struct Invocation {
  /// The words after the program's name.
  let words: [String]
  /// The environment's variables.
  let environment: [String: String]
  /// Where it prints.
  let console: Console
  /// How it learns that it is to stop.
  let stopRequests: StopRequests
}
