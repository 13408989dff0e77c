import ArgumentParser

/// Where the verbs find runs, and how they print.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the runs.", valueName: "dir"))
  var projectDir = "lnq_output"

  @Flag(help: "Print one JSON object instead of text.")
  var json = false
}
