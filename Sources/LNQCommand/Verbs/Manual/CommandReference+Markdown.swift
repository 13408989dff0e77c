extension CommandReference {
  /// The verbs as they stand in `docs/command-line.md`.
  var markdown: String {
    var blocks: [String] = []
    for verb in command.shownSubcommands {
      let synopsis = ["lnq", verb.commandName] + verb.shownArguments.filter { $0.kind == "positional" }.map(\.synopsis)
      blocks.append("## lnq \(verb.commandName)")
      blocks.append("`\(synopsis.joined(separator: " "))`")
      blocks.append(verb.abstract ?? "")
      if let discussion = verb.discussion { blocks.append(discussion) }
      let rows = verb.shownArguments.map { argument in
        "| `\(argument.usage)` | \(argument.explanation.replacing("|", with: "\\|").replacing("\n", with: " ")) |"
      }
      if !rows.isEmpty { blocks.append((["| argument | meaning |", "|---|---|"] + rows).joined(separator: "\n")) }
    }
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
