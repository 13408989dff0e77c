import LNQStudies

extension CommandReference {
  /// The man page `lnq(1)`, in the macros of man(7).
  var manualPage: String {
    var lines = [
      ".TH LNQ 1 \"\" \"lnq \(Versions.ofLNQ)\" \"lnq\"",
      ".SH NAME",
      "lnq \\- \(Self.roff(command.abstract ?? ""))",
      ".SH SYNOPSIS",
      ".B lnq",
      "\\fIverb\\fR [\\fIMODEL\\fR [\\fIDATASET\\fR]] [\\fIoptions\\fR]",
      ".SH VERBS",
    ]
    for verb in command.shownSubcommands {
      let synopsis = ([verb.commandName] + verb.shownArguments.filter { $0.kind == "positional" }.map(\.synopsis))
      lines += [".SS lnq \(Self.roff(synopsis.joined(separator: " ")))", Self.roff(verb.abstract ?? "")]
      for paragraph in (verb.discussion ?? "").split(separator: "\n\n") {
        lines += [".PP", Self.roff(String(paragraph))]
      }
      for argument in verb.shownArguments {
        lines += [".TP", "\\fB\(Self.roff(argument.usage))\\fR", Self.roff(argument.explanation)]
      }
    }
    lines.append(".SH EXIT STATUS")
    for status in Outcome.allCases {
      lines += [".TP", "\\fB\(status.rawValue)\\fR", Self.roff(status.meaning)]
    }
    lines += [".SH FILES", ".TP", "\\fBlnq_output/\\fR", Self.roff(Self.filesParagraph)]
    return lines.joined(separator: "\n")
  }

  private static let filesParagraph = """
    The runs, unless --project-dir names another folder. A run is never overwritten. MODEL.latest leads to the newest run of \
    a model.
    """

  /// Text that troff prints as it is.
  static func roff(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let escaped = line.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : String(escaped)
    }.joined(separator: "\n")
  }
}
