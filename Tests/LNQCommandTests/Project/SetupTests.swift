import Foundation
import LNQTestSupport
import Testing

@Suite("scripts/setup")
struct SetupTests {
  /// The commands that setup looks for, as programs that answer like the real ones.
  private static let all = [
    "make": "", "g++": "", "git": "", "verilator": "", "iverilog": "", "curl": "", "gnuplot": "", "dot": "", "tidy": "",
    "yosys": "", "berkeley-abc": "", "nextpnr-ice40": "", "icepack": "", "pkg-config": "",
    "swift": "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'",
    "apt-get": "echo \"apt-get $*\"", "sudo": "echo sudo; exec \"$@\"", "id": "echo 0",
  ]

  /// Runs setup where only the commands of `all` without `missing` and with `changes` exist.
  private func setup(
    missing: Set<String>, changes: [String: String] = [:], environment: [String: String] = [:]
  ) throws -> (status: Int32, text: String) {
    try withTemporaryFolder { folder in
      for name in ["bash", "env", "sed", "head", "cat"] {
        let found = ["/usr/bin/", "/bin/"].map { $0 + name }.first { FileManager.default.fileExists(atPath: $0) }
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/" + name, withDestinationPath: #require(found))
      }
      let commands = Self.all.merging(changes) { $1 }
      for name in commands.keys.sorted() where !missing.contains(name) {
        let path = folder + "/" + name
        try Script.create("#!\(folder)/bash\n\(commands[name] ?? "")\n", at: path)
      }
      return try Script.run("setup", environment: environment.merging(["PATH": folder]) { $1 })
    }
  }

  @Test("where everything is there, it does nothing and says nothing")
  func complete() throws {
    let (status, text) = try setup(missing: [])
    #expect(text == "")
    #expect(status == 0)
  }

  @Test("what is missing is installed with apt, after one update")
  func apt() throws {
    let (status, text) = try setup(missing: ["verilator", "g++"])
    #expect(status == 0)
    #expect(
      text == """
        setup: installing g++ verilator
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends g++ verilator

        """)
  }

  @Test("OpenBLAS, zlib and OpenSSL are looked for with pkg-config")
  func libraries() throws {
    let (status, text) = try setup(missing: [], changes: ["pkg-config": "exit 1"])
    #expect(status == 0)
    #expect(text.contains("apt-get install -y -qq --no-install-recommends libopenblas-dev zlib1g-dev libssl-dev\n"))
    let zlib = try setup(missing: [], changes: ["pkg-config": "[ \"$2\" != zlib ]"])
    #expect(zlib.text.contains("apt-get install -y -qq --no-install-recommends zlib1g-dev\n"))
  }

  @Test(
    "HDF5 is looked for where a build with that trait is asked for, and only there", arguments: ["HDF5", "A,HDF5", ""])
  func hdf5(traits: String) throws {
    let (status, text) = try setup(
      missing: [], changes: ["pkg-config": "[ \"$2\" != hdf5 ]"], environment: ["TRAITS": traits])
    #expect(status == 0)
    #expect(text.contains("--no-install-recommends libhdf5-dev\n") == (traits != ""))
  }

  @Test("Slurm is looked for where no test may be skipped, and only there", arguments: ["1", ""])
  func slurm(requireTools: String) throws {
    let (status, text) = try setup(missing: ["iverilog"], environment: ["LNQ_REQUIRE_TOOLS": requireTools])
    #expect(status == 0)
    #expect(text.contains(" slurm-client") == (requireTools == "1"))
    #expect(text.contains(" iverilog"))
  }

  @Test("whoever is not root installs with sudo")
  func sudo() throws {
    let (status, text) = try setup(missing: ["iverilog"], changes: ["id": "echo 1000"])
    #expect(status == 0)
    #expect(text.contains("sudo\napt-get install -y -qq --no-install-recommends iverilog\n"))
  }

  @Test("without root and sudo it says what root has to install")
  func noSudo() throws {
    let (status, text) = try setup(missing: ["iverilog", "sudo"], changes: ["id": "echo 1000"])
    #expect(status == 69)
    #expect(
      text == """
        setup: these packages are missing, and installing them needs root: apt-get install iverilog

        """)
  }

  @Test("when apt fails, it says so")
  func aptFails() throws {
    let (status, text) = try setup(missing: ["iverilog"], changes: ["apt-get": "exit 100"])
    #expect(status == 69)
    #expect(text.contains("apt could not install iverilog"))
  }

  @Test("on a system without apt it says what to install, by the names of that system")
  func otherSystems() throws {
    let (status, text) = try setup(missing: ["apt-get", "iverilog", "pkg-config"])
    #expect(status == 69)
    #expect(text.contains("dnf install pkgconf iverilog openblas-devel zlib-devel openssl-devel\n"))
    #expect(text.contains("brew install pkgconf icarus-verilog openblas zlib openssl"))
  }

  @Test(
    "a Swift toolchain that is missing, too old or broken is an error that says where to get one",
    arguments: [
      ("echo 'Swift version 6.1 (swift-6.1-RELEASE)'", "this is Swift 6.1; lnq needs Swift 6.2 or newer"),
      ("echo 'Swift version 5.10.1'", "this is Swift 5.10; lnq needs Swift 6.2 or newer"),
      ("exit 1", "does not answer with a version; lnq needs Swift 6.2 or newer"),
    ])
  func oldSwift(answer: String, sentence: String) throws {
    let (status, text) = try setup(missing: [], changes: ["swift": answer])
    #expect(status == 69)
    #expect(text.contains(sentence))
    #expect(text.contains("https://www.swift.org/install"))
  }

  @Test("newer Swift toolchains are good", arguments: ["6.2", "6.10", "7.0"])
  func newSwift(version: String) throws {
    let (status, text) = try setup(missing: [], changes: ["swift": "echo 'Apple Swift version \(version) (x)'"])
    #expect(text == "")
    #expect(status == 0)
  }

  @Test("without a Swift toolchain it says where to get one")
  func noSwift() throws {
    let (status, text) = try setup(missing: ["swift"])
    #expect(status == 69)
    #expect(text.contains("there is no Swift toolchain; lnq needs Swift 6.2 or newer"))
  }
}
