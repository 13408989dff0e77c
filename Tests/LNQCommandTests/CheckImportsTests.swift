import Foundation
import LNQTestSupport
import Testing

@Suite("scripts/check-imports")
struct CheckImportsTests {
  @Test("the walls of this project stand")
  func project() throws {
    let (status, text) = try Script.run("check-imports")
    #expect(text == "")
    #expect(status == 0)
  }

  /// A package of three layers that breaks nothing.
  private static let manifest = """
    let package = Package(
      name: "lnq",
      targets: [
        .target(name: "LNQFixedPoint", swiftSettings: strict),
        .target(name: "LNQRandom"),
        .target(name: "LNQData", dependencies: ["LNQRandom"]),
        .target(name: "LNQTables", dependencies: ["LNQFixedPoint"], resources: [.copy("Data")]),
        .target(
          name: "LNQCommand",
          dependencies: ["LNQTables", "LNQData", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
        .target(name: "LNQTestSupport", dependencies: ["LNQTables", "LNQData"], path: "Tests/LNQTestSupport"),
        .testTarget(name: "LNQTablesTests", dependencies: ["LNQTables", "LNQData"]),
      ]
    )
    """

  /// Checks a package with `sources` (path in Sources → text), whose manifest is changed as `edits` say.
  private func check(
    _ sources: [String: String], edits: [(String, String)] = []
  ) throws -> (status: Int32, text: String) {
    try withTemporaryFolder { folder in
      var manifest = Self.manifest
      for (old, new) in edits { manifest = manifest.replacing(old, with: new) }
      try write(manifest, to: folder + "/Package.swift")
      try write("import Foundation\n", to: folder + "/Sources/LNQFixedPoint/A.swift")
      for (path, text) in sources { try write(text, to: folder + "/Sources/" + path) }
      return try Script.run("check-imports", [folder])
    }
  }

  @Test("a package that keeps to the walls passes silently")
  func innocent() throws {
    let (status, text) = try check([
      "LNQTables/A.swift": "@testable import LNQFixedPoint\nimport struct Foundation.Data\n",
      "LNQCommand/A.swift": "import ArgumentParser\nimport LNQTables\nfunc f() { print(\"x\"); exit(1) }\n",
    ])
    #expect(text == "")
    #expect(status == 0)
  }

  @Test("an import that Package.swift does not list is named with its line")
  func undeclared() throws {
    let (status, text) = try check(["LNQTables/A.swift": "import LNQFixedPoint\n\n  public import LNQRandom\n"])
    #expect(status == 1)
    #expect(
      text.contains("Sources/LNQTables/A.swift:3: LNQTables imports LNQRandom, which Package.swift does not list"))
    #expect(text.contains("LNQTables must not reach LNQRandom (LNQTables > LNQRandom)"))
  }

  @Test("a wall that is crossed by way of another target is found from the manifest alone")
  func transitive() throws {
    let (status, text) = try check(
      [:], edits: [("dependencies: [\"LNQRandom\"]", "dependencies: [\"LNQRandom\", \"LNQTables\"]")])
    #expect(status == 1)
    #expect(text.contains("LNQData must not reach LNQTables (LNQData > LNQTables)"))
    #expect(text.contains("LNQData must not reach LNQFixedPoint (LNQData > LNQTables > LNQFixedPoint)"))
  }

  @Test("a target of its own package in the spelling .target(name:) is followed, too")
  func spelledOut() throws {
    let (status, text) = try check(
      [:], edits: [("dependencies: [\"LNQFixedPoint\"]", "dependencies: [.target(name: \"LNQRandom\")]")])
    #expect(status == 1)
    #expect(text.contains("LNQTables must not reach LNQRandom"))
  }

  @Test("a foundation that depends on something of ours is found")
  func foundation() throws {
    let (status, text) = try check(
      [:], edits: [(".target(name: \"LNQRandom\")", ".target(name: \"LNQRandom\", dependencies: [\"LNQFixedPoint\"])")])
    #expect(status == 1)
    #expect(text.contains("LNQRandom must not reach LNQFixedPoint"))
  }

  @Test("only LNQCommand may use swift-argument-parser")
  func argumentParser() throws {
    let (status, text) = try check(
      ["LNQTables/A.swift": "import ArgumentParser\n"],
      edits: [
        (
          "dependencies: [\"LNQFixedPoint\"]",
          "dependencies: [\"LNQFixedPoint\", .product(name: \"ArgumentParser\", package: \"swift-argument-parser\")]"
        )
      ])
    #expect(status == 1)
    #expect(text.contains("LNQTables must not reach ArgumentParser"))
  }

  @Test("a target without a line of its own is an error")
  func unknownTarget() throws {
    let (status, text) = try check([:], edits: [("name: \"LNQData\"", "name: \"LNQUtils\"")])
    #expect(status == 1)
    #expect(text.contains("target LNQUtils has no line in scripts/check-imports"))
  }

  @Test(
    "printing, the environment, exits, processes and files outside of their module are found",
    arguments: [
      ("LNQData", "print(rows)", "only LNQCommand prints"),
      ("LNQData", "FileHandle.standardError.write(data)", "only LNQCommand prints"),
      ("LNQData", "fputs(text, stderr)", "only LNQCommand prints"),
      ("LNQData", "  exit(2)", "only LNQCommand prints"),
      ("LNQData", "let home = ProcessInfo.processInfo.environment[\"HOME\"]", "only LNQCommand reads the environment"),
      ("LNQCommand", "let process = Process()", "only LNQToolchain starts processes"),
      ("LNQTables", "let files = FileManager.default", "LNQTables holds pure values"),
      ("LNQTables", "let data = try Data(contentsOf: url)", "LNQTables holds pure values"),
      ("LNQTables", "try data.write(to: url)", "LNQTables holds pure values"),
    ])
  func words(target: String, code: String, complaint: String) throws {
    let (status, text) = try check(["\(target)/A.swift": "import Foundation\n\(code)\n"])
    #expect(status == 1)
    #expect(text.contains("Sources/\(target)/A.swift:2: \(complaint)"))
  }

  @Test("comments and texts are not code")
  func commentsAndTexts() throws {
    let (status, text) = try check([
      "LNQTables/A.swift": """
      // print(x)
      let a = "print(x) \\" exit(1)"  // Process()
      let b = \"\"\"
        print(x)
        exit(1)
        \"\"\"
      let c = blueprint(1), d = footprint.print(a)
      """
    ])
    #expect(text == "")
    #expect(status == 0)
  }
}
