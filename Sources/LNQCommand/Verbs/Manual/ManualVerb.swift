import ArgumentParser

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
    invocation.console.out(format == .man ? reference.manualPage : reference.markdown)
  }
}
