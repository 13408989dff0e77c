import ArgumentParser
import Foundation
import LNQStudies

/// Every verb with its arguments, as the command line itself describes them: what the man page and the documents are made of.
struct CommandReference: Decodable {
  struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// The verbs that are shown, without `help`. A verb of a group has the group's name in front: `data list`.
    var shownSubcommands: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }.flatMap { verb in
        let members = verb.shownSubcommands
        return members.isEmpty ? [verb] : members.map { $0.renamed(verb.commandName + " " + $0.commandName) }
      }
    }

    private func renamed(_ name: String) -> Command {
      Command(
        commandName: name, abstract: abstract, discussion: discussion, shouldDisplay: shouldDisplay,
        arguments: arguments,
        subcommands: subcommands)
    }

    /// The arguments that are shown, without `--help` and `--version`.
    var shownArguments: [Argument] {
      (arguments ?? []).filter { $0.shouldDisplay && $0.valueName != "help" && $0.valueName != "version" }
    }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      /// `--json`, `-h`.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: String
    let names: [Name]?
    let valueName: String?
    let abstract: String?
    let defaultValue: String?
    let isOptional: Bool
    let isRepeating: Bool
    let shouldDisplay: Bool

    /// As it is typed: `MODEL`, `--json`, `--seed SEED`.
    var usage: String {
      let value = (valueName ?? "value").uppercased()
      guard kind != "positional" else { return value }
      let spelled = (names ?? []).map(\.text).joined(separator: ", ")
      return kind == "flag" ? spelled : "\(spelled) \(value)"
    }

    /// As it stands in a synopsis, in brackets unless it has to be given.
    var synopsis: String { (isOptional ? "[\(usage)]" : usage) + (isRepeating ? "..." : "") }

    /// What it is, and what it is when it is not given.
    var explanation: String {
      (abstract ?? "") + (defaultValue.map { " Default: \($0)." } ?? "")
    }
  }

  let command: Command

  /// Of the program as it is.
  static func ofLNQ() throws -> CommandReference {
    try JSONDecoder().decode(CommandReference.self, from: Data(LNQ._dumpHelp().utf8))
  }
}
