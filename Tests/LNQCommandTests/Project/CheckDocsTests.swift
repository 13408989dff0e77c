import LNQTestSupport
import Testing

@Suite("scripts/check-docs")
struct CheckDocsTests {
  private func check(_ files: [String: String]) throws -> (status: Int32, text: String) {
    try withTemporaryFolder { folder in
      try write("", to: folder + "/Sources/LNQTables/A.swift")
      for (path, text) in files { try write(text, to: folder + "/" + path) }
      return try Script.run("check-docs", [folder])
    }
  }

  @Test("links that lead somewhere and code that looks like links pass")
  func good() throws {
    let (status, text) = try check([
      "docs/architecture.md":
        "# The ladder, all of it\nLNQTables [up](../README.md#two-words) [here](#the-ladder-all-of-it)\n",
      "README.md": "## Two words\n[a](docs/architecture.md) [web](https://example.org) `[x](y)`\n```\n[x](y)\n```\n",
    ])
    #expect(text == "")
    #expect(status == 0)
  }

  @Test("a link to a missing file, a link to a missing heading and a module without a mention are found")
  func bad() throws {
    let (status, text) = try check([
      "docs/architecture.md": "# Ladder\n", "README.md": "\n[a](docs/missing.md)\n[b](docs/architecture.md#stairs)\n",
    ])
    #expect(status == 1)
    #expect(text.contains("./README.md:2: the link docs/missing.md leads to nothing"))
    #expect(text.contains("./README.md:3: ./docs/architecture.md has no heading for #stairs"))
    #expect(text.contains("docs/architecture.md does not mention LNQTables"))
  }

  @Test("a project without docs/architecture.md does not pass")
  func missing() throws {
    let (status, text) = try check([:])
    #expect(status == 1)
    #expect(text.contains("docs/architecture.md is missing"))
  }
}
