import Foundation
import LNQTestSupport
import LNQToolchain
import Testing

@Suite("gnuplot")
struct GnuplotTests {
  @Test("a user's own settings have no influence", .needsGnuplot)
  func settings() throws {
    let folder = try ExternalTools.emptyFolder("gnuplot settings")
    try Data("this is no command\n".utf8).write(to: folder.appending(path: ".gnuplot"))
    let environment = ExternalTools.search.environment.merging(["HOME": folder.path]) { $1 }
    let drawings = try Gnuplot.draw(
      "set terminal svg\nset output 'a.svg'\nplot [0:1] x\n", names: ["a"], in: folder,
      tools: ToolSearch(environment: environment))
    #expect(drawings["a"]?.contains("<svg") == true)
  }

  @Test("a script with a mistake is an error with what gnuplot said", .needsGnuplot)
  func mistake() throws {
    let folder = try ExternalTools.emptyFolder("gnuplot mistake")
    let error = #expect(throws: ToolchainError.self) {
      try Gnuplot.draw("plat x\n", names: [], in: folder, tools: ExternalTools.search)
    }
    #expect(error?.description.contains("invalid command") == true)
  }

  @Test("a drawing that was not made is an error that names its file", .needsGnuplot)
  func notDrawn() throws {
    let folder = try ExternalTools.emptyFolder("gnuplot nothing")
    #expect(throws: ToolchainError.cannotRead(folder.appending(path: "a.svg").path)) {
      try Gnuplot.draw("x = 1\n", names: ["a"], in: folder, tools: ExternalTools.search)
    }
  }

  @Test("without gnuplot the sentence says how to get it")
  func missing() throws {
    let error = #expect(throws: ToolchainError.toolMissing(.gnuplot)) {
      try Gnuplot.draw(
        "", names: [], in: ExternalTools.emptyFolder("gnuplot missing"), tools: ToolSearch(path: "/nonexistent"))
    }
    #expect(error?.description.contains("sudo apt install gnuplot-nox") == true)
  }
}
