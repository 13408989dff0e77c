import Foundation
import LNQTestSupport
import LNQTraining
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Lost classes")
struct LostClassTests {
  /// Built-in models for the jets; those with thousands of learned tables take longer than a test may.
  private static let models = BuiltInModel.allCases.filter { $0.name.hasPrefix("jsc-") && $0.name != "jsc-dwn-360" }

  @Test("with the default seed every built-in model for the jets keeps its classes", .slow, arguments: models)
  func defaultSeed(model: BuiltInModel) throws {
    try withTemporaryFolder { folder in
      let isOfBits = model.name.hasPrefix("jsc-dwn")
      let rate = isOfBits ? ["--select-thresholds=20"] : ["--learning-rate=1e-2", "--batch-size=64"]
      let (_, out, err) = lnq(
        ["train", model.name, "--rows=4000", "--max-epochs=\(isOfBits ? 1 : 3)", "--project-dir", folder, "--json"]
          + (model.name == "jsc-dwn-50" ? [] : rate))
      let lost = try value("neverChosen", in: out, as: [String].self)
      #expect(lost == [], "\(err)")
    }
  }

  /// jsc-tiny with a draw that loses two classes.
  private func train(_ folder: String, _ words: String...) -> (status: Outcome, out: String, err: String) {
    lnq(
      ["train", "jsc-tiny", "--rows", "4000", "--max-epochs", "8", "--learning-rate", "1e-2", "--seed", "0"] + words + [
        "--project-dir", folder,
      ])
  }

  @Test("train, test and report say it in the same words, with what to do")
  func said() throws {
    try withTemporaryFolder { folder in
      let trained = train(folder)
      #expect(trained.out.contains("no test row was put into t, w, z:"))
      let plain = { (text: String) in text.split { $0 == " " || $0 == "\n" }.joined(separator: " ") }
      #expect(plain(trained.out).contains(LostClasses.advice))
      let tested = lnq("test", "jsc-tiny", "--project-dir", folder)
      #expect(plain(tested.out).contains("no row was put into t, w, z: "))
      #expect(plain(tested.out).contains(LostClasses.advice))
      #expect(!tested.out.contains("surrogate"))
      _ = lnq("report", "jsc-tiny", "--project-dir", folder, environment: ["PATH": "/nonexistent", "LNQ_GNUPLOT": ""])
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(try read(run.path + "/report.md").contains("No test row was put into t, w, z: "))
    }
  }

  @Test("--revive draws them anew, says so, and is refused where outputs do not come out of a ReLU")
  func revived() throws {
    try withTemporaryFolder { folder in
      let trained = train(folder, "--revive", "3")
      #expect(trained.status == .done)
      #expect(!trained.out.contains("warning"), "\(trained.out)")
      #expect(trained.err.contains("epoch 2 began with t, w, z drawn anew: 0 on every training row"))
      #expect(trained.out.contains("drawn anew  t after epoch 1, w after epoch 1, z after epoch 1"))
      let refused = lnq("train", "jsc-s", "--rows", "500", "--revive", "2", "--project-dir", folder)
      #expect(refused.status == .usage)
      #expect(refused.err.contains("networks that end with a Linear and a ReLU"))
      #expect(lnq("train", "--revive", "0", "--project-dir", folder).status == .usage)
    }
  }

  @Test("a study all of whose trials lost a class says so in its first line, and what to do")
  func study() throws {
    try withTemporaryFolder { folder in
      let (_, out, _) = sweep(folder, "--seed", "0")
      let text = out.split(separator: "\n").prefix(2).joined(separator: " ")
      #expect(text.hasPrefix("No setting can be judged: all 2 trials lost a class;"))
      #expect(out.contains("lost a class"))
      let (_, good, _) = sweep(folder, "--seed", "1")
      #expect(good.hasPrefix("jsc-tiny on jsc-synth: 2 settings"))
    }
  }

  private func sweep(_ folder: String, _ words: String...) -> (status: Outcome, out: String, err: String) {
    let recorder = RecordingConsole()
    let status = LNQ.execute(
      [
        "sweep", "jsc-tiny", "--rows", "2000", "--max-epochs", "2", "--learning-rate", "1e-2,2e-2", "--project-dir",
        folder,
      ]
        + words, environment: ["PATH": "/nonexistent", "LNQ_GNUPLOT": "", "HOME": folder], on: recorder.console(),
      program: try? ChildRun.program().path)
    return (status, recorder.out, recorder.err)
  }
}
