import Foundation
import LNQTestSupport
import Testing

@Suite("The walls between the modules")
struct WallsTests {
  private static let foundations = [
    "LNQFiles", "LNQText", "LNQFixedPoint", "LNQRandom", "LNQReport", "LNQSearch",
  ]
  private static let integers = [
    "LNQTables", "LNQHardware", "LNQMapping", "LNQEmulator", "LNQToolchain", "lnq-bench-mapping", "emulator-example",
  ]
  private static let floats = ["LNQData", "LNQTraining"]
  private static let bridges = [
    "LNQQuantization", "LNQInterchange", "LNQStudies", "LNQCommand", "lnq", "lnq-bench", "lnq-bench-tables", "lnq-fuzz",
    "lnq-bench-emulator", "lnq-bench-encoding", "swift-example",
  ]
  private static let libraries = [
    "CBLAS", "CCrypto", "CKernels", "CEmulator", "CHDF5", "CSurrogate", "CSystem", "CZlib",
  ]

  /// The targets of Package.swift but for the tests, with what each depends on.
  private static func dependencies() throws -> [String: [String]] {
    struct Manifest: Decodable {
      struct Target: Decodable {
        /// `{"byName": ["LNQRandom", null]}`, `{"product": ["ArgumentParser", "swift-argument-parser", null, null]}`.
        struct Dependency: Decodable {
          let name: String

          init(from decoder: any Decoder) throws {
            let byKind = try decoder.singleValueContainer().decode([String: First].self)
            name = byKind.values.map(\.text).joined()
          }

          private struct First: Decodable {
            let text: String

            init(from decoder: any Decoder) throws {
              var list = try decoder.unkeyedContainer()
              text = try list.decode(String.self)
            }
          }
        }
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]
      }
      let targets: [Target]
    }
    return try withTemporaryFolder { folder in
      let (_, text) = try Script.shell(
        "swift package --package-path '\(Script.projectFolder)' --scratch-path '\(folder)' dump-package 2>/dev/null")
      let targets = try JSONDecoder().decode(Manifest.self, from: Data(text.utf8)).targets
        .filter { $0.type != "test" && $0.path?.hasPrefix("Tests/") != true }
      return Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.dependencies.map(\.name)) })
    }
  }

  /// All that a target reaches, directly or through others.
  private static func reach(_ target: String, _ dependencies: [String: [String]]) -> Set<String> {
    var found: Set<String> = []
    var next = dependencies[target] ?? []
    while let name = next.popLast() {
      if found.insert(name).inserted { next += dependencies[name] ?? [] }
    }
    return found
  }

  /// A line for each wall that does not stand.
  private static func complaints(_ dependencies: [String: [String]]) -> [String] {
    dependencies.keys.sorted().flatMap { target -> [String] in
      let mayReach: [String]
      switch target {
      case "LNQSearch": mayReach = ["LNQRandom"]
      case "LNQFiles": mayReach = ["CSystem"]
      // Its random netlists are those of the tests.
      case "lnq-bench-proofs": mayReach = foundations + integers + ["LNQTestSupport"]
      case _ where libraries.contains(target) || foundations.contains(target): mayReach = []
      case _ where integers.contains(target): mayReach = foundations + integers + ["CSystem", "CEmulator"]
      case _ where floats.contains(target): mayReach = ["LNQFiles", "LNQText", "LNQRandom"] + floats + libraries
      case "LNQCommand", "lnq", "lnq-fuzz", "lnq-bench-emulator", "lnq-bench-encoding":
        mayReach = foundations + integers + floats + libraries + bridges + ["ArgumentParser"]
      case _ where bridges.contains(target):
        // What files of other programs are is nothing that the bridge to the integers has to know.
        let formats = target == "LNQQuantization" ? [] : ["LNQInterchange"]
        mayReach = foundations + integers + floats + libraries + ["LNQQuantization"] + formats
      default: return ["\(target) is in no group of WallsTests"]
      }
      return reach(target, dependencies).subtracting(mayReach).sorted().map { "\(target) must not reach \($0)" }
    }
  }

  @Test("of Package.swift stand, and a dependency that crosses one is found")
  func manifest() throws {
    let dependencies = try Self.dependencies()
    #expect(dependencies.count >= 17)
    #expect(Self.complaints(dependencies) == [])
    let crossings = [
      ("LNQTables", "LNQData", "LNQHardware must not reach LNQTraining"),
      ("LNQTraining", "LNQTables", "LNQTraining must not reach LNQFixedPoint"),
      ("LNQRandom", "LNQFixedPoint", "LNQSearch must not reach LNQFixedPoint"),
      ("LNQTables", "ArgumentParser", "LNQQuantization must not reach ArgumentParser"),
      ("LNQReport", "LNQCommand", "LNQReport must not reach LNQCommand"),
      ("LNQUtils", "LNQRandom", "LNQUtils is in no group of WallsTests"),
    ]
    for (target, dependency, complaint) in crossings {
      var changed = dependencies
      // LNQData reaches LNQTraining, so that the path through it is seen.
      if dependency == "LNQData" { changed["LNQData", default: []].append("LNQTraining") }
      changed[target, default: []].append(dependency)
      #expect(Self.complaints(changed).contains(complaint))
    }
  }
}

@Suite("scripts/check-walls")
struct CheckWallsTests {
  @Test("finds nothing in this project")
  func project() throws {
    let (status, text) = try Script.run("check-walls")
    #expect(text == "")
    #expect(status == 0)
  }

  /// Checks a package with `sources` (path in Sources → text).
  private func check(_ sources: [String: String]) throws -> (status: Int32, text: String) {
    try withTemporaryFolder { folder in
      for (path, text) in sources { try write(text, to: folder + "/Sources/" + path) }
      return try Script.run("check-walls", [folder])
    }
  }

  @Test("a package that keeps to the walls passes silently")
  func innocent() throws {
    let (status, text) = try check([
      "LNQTables/A.swift": "import struct Foundation.Data\n",
      "LNQCommand/A.swift": "import LNQTables\nfunc f() { print(\"x\"); exit(1) }\n",
    ])
    #expect(text == "")
    #expect(status == 0)
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
