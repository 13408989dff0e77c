import ArgumentParser
import LNQData
import LNQStudies

/// `lnq data show`: what is known of a dataset.
struct DataShowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what is known of an imported dataset.")

  @Argument(help: "The name of an imported dataset.")
  var name: String

  @Flag(
    help: "Compare its files with the SHA-256 that were written when it was imported, and open it as training does.")
  var verify = false

  @OptionGroup var data: DataOptions

  @Flag(help: "Print one JSON object instead of text.")
  var json = false

  func execute(_ invocation: Invocation) throws {
    let cache = try data.cache(invocation.environment)
    let manifest = try cache.manifest(name)
    var report = DatasetReport(manifest, in: cache)
    if verify {
      try cache.verify(name)
      let start = ContinuousClock.now
      _ = try cache.dataset(name)
      report.openingSeconds = (ContinuousClock.now - start).inSeconds
    }
    try invocation.console.print(report, asJSON: json)
  }
}
