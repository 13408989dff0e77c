import ArgumentParser

/// The program `lnq`.
public struct LNQ: ParsableCommand {
  /// What the program is.
  public static let configuration = CommandConfiguration(
    commandName: "lnq", abstract: "Train small neural networks and turn them into hardware that is proved bit for bit.")

  /// Reads the command line.
  public init() {}
}
