import ArgumentParser

/// `lnq data`: the datasets on this machine.
struct DataVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, fetch, import and show datasets.",
    subcommands: [DataListVerb.self, DataFetchVerb.self, DataImportVerb.self, DataShowVerb.self, DataReadVerb.self])
}
