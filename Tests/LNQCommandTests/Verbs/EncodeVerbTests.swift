import Foundation
import LNQFixedPoint
import LNQTables
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq encode, and encoders in hardware")
struct EncodeVerbTests {
  private static let rows = Script.projectFolder + "/examples/data/jsc-synth-200.csv"

  private func tables(in folder: String) throws -> TableNetwork {
    let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
    return try JSONDecoder().decode(TableNetwork.self, from: Data(contentsOf: URL(fileURLWithPath: run.tablesPath)))
  }

  @Test("codes and words are those of the tables, in every kind of file")
  func files() throws {
    try SmallRun.withCopy { folder in
      func encode(_ words: String...) -> (status: Outcome, out: String, err: String) {
        lnq(["encode", "jsc-tiny", Self.rows, "--project-dir", folder] + words)
      }
      let digits = encode()
      #expect(digits.status == .done)
      let lines = digits.out.split(separator: "\n").map(String.init)
      let tables = try tables(in: folder)
      #expect(lines.count == 200 && lines.allSatisfy { $0.count == 32 } && tables.takesRawValues)
      #expect(encode("--output", folder + "/x.hex").out.contains("16 inputs, 128 bits together"))
      #expect(try read(folder + "/x.hex").split(separator: "\n").map(String.init) == lines)
      #expect(try object(encode("--output", folder + "/x.bin", "--json").out)["bits"] as? Int == 128)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/x.bin"))
      #expect(bytes.count == 200 * 16)
      #expect(bytes.prefix(16).reversed().map { String(format: "%02x", $0) }.joined() == lines[0])
      // From the file of raw values itself, by the numbers in tables.json.
      let text = try read(Self.rows).split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let columns = tables.inputs.compactMap { text[0].firstIndex(of: $0.name) }
      let codes = try text.dropFirst().map { row in
        try tables.inputEncoder.codes(ofRaw: columns.map { Double(row[$0]) ?? .nan })
      }
      #expect(encode("--output", folder + "/x.csv").status == .done)
      let written = try read(folder + "/x.csv").split(separator: "\n")
      #expect(written[0] == tables.inputs.map(\.name).joined(separator: ",")[...])
      #expect(written.dropFirst().map(String.init) == codes.map { $0.map(String.init).joined(separator: ",") })
      #expect(
        lines
          == codes.map { row in
            zip(tables.inputs, row).reversed().map { String(format: "%02x", $0.format.bitPattern(of: $1)) }.joined()
          })
      // The emulator takes the codes.
      _ = encode("--output", folder + "/x.npy")
      let emulated = lnq(
        "emulate", "jsc-tiny", "--from", folder + "/x.npy", "--output", folder + "/a.csv", "--project-dir", folder)
      _ = lnq("emulate", "jsc-tiny", Self.rows, "--output", folder + "/b.csv", "--project-dir", folder)
      #expect(emulated.status == .done)
      #expect(try read(folder + "/a.csv") == read(folder + "/b.csv"))
    }
  }

  @Test("what has no influence is refused")
  func refusals() {
    #expect(lnq("encode", "--json").err.contains("--json says what --output wrote"))
    #expect(lnq("encode", "--output", "x.txt").err.contains("ends in none of .npy, .csv, .hex and .bin"))
    #expect(lnq("encode", "--feature-bits", "8").err.contains("--feature-bits would change nothing without --encoder"))
    #expect(lnq("emit-verilog", "--encoder", "--feature-bits", "17").err.contains("choose 2 to 16"))
    #expect(lnq("prove", "--encoder", "--feature-format", "x8.2").err.contains("such as s16.8"))
    #expect(
      lnq("synthesize", "--encoder", "--feature-format", "s8.2", "--feature-bits", "8").err.contains("give one of them")
    )
    #expect(lnq("simulate", "--trace", "x.txt").err.contains("neither .vcd nor .fst"))
    #expect(lnq("simulate", "--trace-samples", "5").err.contains("would change nothing without --trace"))
  }

  @Test(
    "an encoder is comparisons in both spellings of tables, which are proved for every raw value, and simulated",
    .needsProofTools, .needsIcarus, .slow)
  func encoder() throws {
    try withTemporaryFolder { folder in
      let rtl = folder + "/rtl"
      let (encoder, project) = (["--encoder", "--feature-format", "s9.3"], ["--project-dir", folder])
      let trained = lnq(["train", "jsc-s", "--rows", "2000", "--max-epochs", "1", "--seed", "1"] + project)
      #expect(trained.status == .done, "\(trained.err)")
      let cases = lnq(
        ["emit-verilog", "jsc-s", "--spelling", "case", "--output", folder + "/case"] + encoder + project)
      #expect(cases.out.contains("raw values as s9.3, s9.3"), "\(cases.err)")
      let emitted = lnq(["emit-verilog", "jsc-s", "--output", rtl, "--testbench", "300", "--json"] + encoder + project)
      #expect((try object(emitted.out)["rawFormats"] as? [String])?.count == 16, "\(emitted.err)")
      let text = try read(rtl + "/jsc_s_encoder.v")
      #expect(text.contains(" < 9'd") && !text.contains("localparam"))
      #expect(try read(folder + "/case/jsc_s_encoder.v") == text)
      let simulated = try Script.shell(
        "cd '\(rtl)' && iverilog -g2005 -s jsc_s_tb -o tb *.v && vvp -n tb && verilator --lint-only -Wall "
          + "--top-module jsc_s $(cat jsc_s.f)")
      #expect(simulated.status == 0 && simulated.text.contains("LNQ PASS samples=300 "), "\(simulated.text)")
      let proved = lnq(["prove", "jsc-s", "--rtl", rtl] + encoder + project)
      #expect(proved.status == .done, "\(proved.err)\(proved.out)")
      // One threshold further it is another encoder.
      let place = try #require(text.firstRange(of: try Regex(" < 9'd\\d+")))
      let number = try #require(Int(text[place].split(separator: "d").last ?? ""))
      try write(text.replacingCharacters(in: place, with: " < 9'd\(number + 1)"), to: rtl + "/jsc_s_encoder.v")
      let refused = lnq(["prove", "jsc-s", "--rtl", rtl] + encoder + project)
      #expect(refused.status == .failed && refused.err.contains("encoder, neuron"), "\(refused.err)")
      // Without the option the ports are others.
      #expect(lnq(["prove", "jsc-s", "--rtl", rtl] + project).err.contains("its ports differ"))
    }
  }

  @Test("mapped encoders are counted and proved", .slow)
  func mapped() throws {
    try SmallRun.withCopy { folder in
      let found = lnq(
        "synthesize", "--encoder", "--feature-bits", "8", "--fast", "--project-dir", folder, "--json")
      #expect(found.status == .done, "\(found.err)")
      let report = try object(found.out)
      let (parts, proof) = (report["parts"] as? [String: Any], report["proof"] as? [String: Any])
      #expect((parts?["encoder"] as? Int ?? 0) > 16 && proof?["status"] as? String == "proved")
    }
  }

  @Test("formats have as many fraction bits as the range leaves")
  func formats() throws {
    func format(_ range: ClosedRange<Double>, _ width: Int) throws -> String {
      "\(try FixedPointFormat.fitting(range, width: width))"
    }
    #expect(try format(0...255, 8) == "u8.0")
    // 255.5 is half way to 256, which has no code.
    #expect(try format(0...255.49, 8) == "u8.0" && format(0...255.5, 8) == "u8.-1")
    #expect(try format(-1...1, 8) == "s8.6" && format(-1...0.99, 8) == "s8.7")
    #expect(try format(0...0, 8) == "u8.0" && format(-3e-5...1e-5, 12) == "s12.26")
    #expect(try format(0...1e300, 8) == "u8.-64")
  }
}
