import ArgumentParser
import Foundation
import LNQStudies

/// `lnq manual`: the man page, for `make install`, and the reference in the documents.
struct ManualVerb: Verb {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case man
    case markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual.", shouldDisplay: false)

  @Option(help: "man, or markdown for docs/command-line.md.")
  var format = Format.man

  func execute(_ invocation: Invocation) throws {
    let reference = try CommandReference.ofLNQ()
    try invocation.console.out(format == .man ? reference.manualPage : reference.markdown)
  }
}

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

    /// `train MODEL [DATASET]`.
    var synopsis: String {
      ([commandName] + shownArguments.filter { $0.kind == "positional" }.map(\.synopsis)).joined(separator: " ")
    }

    /// What it does, in a sentence, then more of it.
    var paragraphs: [String] {
      [abstract ?? ""] + (discussion ?? "").split(separator: "\n\n").map(String.init)
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

extension CommandReference {
  /// The verbs as they stand in `docs/command-line.md`.
  var markdown: String {
    let blocks = command.shownSubcommands.flatMap { verb -> [String] in
      let rows = verb.shownArguments.map { argument in
        "| `\(argument.usage)` | \(argument.explanation.replacing("|", with: "\\|").replacing("\n", with: " ")) |"
      }
      let table = rows.isEmpty ? [] : [(["| argument | meaning |", "|---|---|"] + rows).joined(separator: "\n")]
      return ["## lnq \(verb.commandName)", "`lnq \(verb.synopsis)`"] + verb.paragraphs + table
    }
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The man page `lnq(1)`, in the macros of man(7).
  var manualPage: String {
    func entry(_ term: String, _ text: String) -> [String] { [".TP", "\\fB\(Self.roff(term))\\fR", Self.roff(text)] }
    let verbs = command.shownSubcommands.flatMap { verb in
      [".SS lnq \(Self.roff(verb.synopsis))"] + verb.paragraphs.flatMap { [".PP", Self.roff($0)] }
        + verb.shownArguments.flatMap { entry($0.usage, $0.explanation) }
    }
    let head = [
      ".TH LNQ 1 \"\" \"lnq \(Versions.ofLNQ)\" \"lnq\"", ".SH NAME", "lnq \\- \(Self.roff(command.abstract ?? ""))",
      ".SH SYNOPSIS", ".B lnq", "\\fIverb\\fR [\\fIMODEL\\fR [\\fIDATASET\\fR]] [\\fIoptions\\fR]", ".SH VERBS",
    ]
    let status = [".SH EXIT STATUS"] + Outcome.allCases.flatMap { entry("\($0.rawValue)", $0.meaning) }
    let files =
      [".SH FILES"]
      + entry(
        "lnq_output/",
        "The runs, unless --project-dir names another folder. A run is never overwritten. MODEL.latest leads to the newest run "
          + "of a model.")
    let examples =
      [".SH EXAMPLES"] + Self.examples.flatMap { entry($0.command, $0.meaning) }
    let environment = [".SH ENVIRONMENT"] + Self.environment.flatMap { entry($0.name, $0.meaning) }
    let others = [
      ".SH SEE ALSO", ".BR verilator (1),", ".BR yosys (1),", ".BR nextpnr\\-ice40 (1),", ".BR gnuplot (1),",
      ".BR sbatch (1)",
      ".PP", "docs/ in the sources; docs/tutorial.md to begin with.",
    ]
    return (head + verbs + examples + environment + status + files + others).joined(separator: "\n")
  }

  /// Command lines that are worth knowing; tests read them.
  static let examples: [(command: String, meaning: String)] = [
    ("lnq train jsc-tiny --learning-rate 1e-3", "Train the smallest model on generated jets."),
    (
      "lnq simulate jsc-tiny",
      "Make its tables and its Verilog, and compare the Verilog with the tables on every test row."
    ),
    (
      "lnq sweep jsc-tiny --vary-one --batch-size 64,128,256 --learning-rate 1e-4,1e-3 --repeats 3",
      "Train every setting with three seeds; --dry-run says how long that takes."
    ),
    (
      "lnq search jsc-toy --learning-rate 1e-4..1e-1 --widths 4..32 --objective accuracy,luts --trials 30",
      "Look for networks that are accurate and small."
    ),
    ("lnq report jsc-tiny", "Write report.html into the folder of the newest run."),
    ("lnq compare one-run another-run", "Show in what two runs differ, and what came of it."),
    ("lnq synthesize jsc-s --board icestick", "Make a bitstream, and check it with test rows before there is a board."),
  ]

  /// The variables that lnq reads.
  static let environment: [(name: String, meaning: String)] = [
    (
      "LNQ_VERILATOR, LNQ_GNUPLOT, LNQ_YOSYS, ...",
      "The path of a program that lnq starts, LNQ_ and its name in capitals; else it is looked for in PATH."
    ),
    (
      "XDG_CACHE_HOME, HOME",
      "Where imported datasets are, unless --data-dir names a folder, and simulators that were built."
    ),
    ("TMPDIR", "Where gnuplot and dot work."),
    (
      "TERM",
      "With dumb, and where standard error is no terminal, progress is a line an epoch. lnq prints no colours, so NO_COLOR changes nothing."
    ),
    (
      "OPENBLAS_CORETYPE, OPENBLAS_NUM_THREADS",
      "Read by OpenBLAS, which multiplies the matrices of wide networks. lnq sets the first where OpenBLAS does not know the processor."
    ),
  ]

  /// Text that troff prints as it is.
  static func roff(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let escaped = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : String(escaped)
    }.joined(separator: "\n")
  }
}
