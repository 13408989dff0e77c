import Foundation
import LNQTestSupport
import LNQToolchain
import Testing

@testable import LNQCommand
@testable import LNQStudies

/// Sweeps and searches on a real Slurm of one node, which `scripts/with-slurm` starts.
@Suite("Slurm", .serialized)
struct SlurmLauncherTests {
  private static let program =
    Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lnq").path ?? "lnq"

  /// Runs lines of shell in a Slurm, in `folder`, where `lnq` is the program; and says what they printed.
  private func slurm(_ folder: String, _ script: String) throws -> (status: Int32, text: String) {
    try write(
      """
      set -u
      cd \(ShellWords.text([folder])) || exit
      lnq=\(ShellWords.text([Self.program]))
      # Tries a command again and again, for at most 30 s.
      await() { for _ in $(seq 600); do "$@" && return; sleep 0.05; done; echo "never: $*"; exit 9; }
      running() { [ "$(squeue --noheader --array --states=running --format=%K | wc -l)" -ge "$1" ]; }
      began() { [ "$(find lnq_output/study/trials -name run.json | wc -l)" -ge "$1" ]; }
      echo "$SLURM_CONF" >conf
      \(script)
      """, to: folder + "/script.sh")
    return try Script.run("with-slurm", ["bash", folder + "/script.sh"])
  }

  private func withFiles(_ body: (_ folder: String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 300), to: folder + "/blobs.csv")
      try write("BatchNorm1d(2)\nLinear(2, 6)\nReLU()\nLinear(6, 3)\n", to: folder + "/m.model")
      try body(folder)
      // Slurm is gone, and so is everything that it has started.
      let conf = try read(folder + "/conf").trimmingCharacters(in: .whitespacesAndNewlines)
      let place = URL(fileURLWithPath: conf).deletingLastPathComponent().path
      #expect(!FileManager.default.fileExists(atPath: place))
      #expect(try processes(with: place) == [])
      #expect(try processes(with: folder) == [])
    }
  }

  /// The command lines of running processes that contain a text.
  private func processes(with text: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }.compactMap { pid in
      guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return nil }
      let line = String(decoding: data, as: UTF8.self).replacing("\0", with: " ")
      return line.contains(text) ? line : nil
    }
  }

  private func outcomes(_ path: String) throws -> [TrialOutcome] {
    let study = try StudyDirectory(path: path)
    return try study.manifest().trials.map { try study.outcome(of: $0) }
  }

  private func checkpoints(_ path: String) throws -> [Data] {
    let study = try StudyDirectory(path: path)
    return try study.manifest().trials.map {
      try Data(contentsOf: URL(fileURLWithPath: study.run(of: $0).bestCheckpointPath))
    }
  }

  @Test("a sweep and a search are job arrays, and give the bytes that they give on this machine", .needsSlurm)
  func arrays() throws {
    try withFiles { folder in
      let sweep = "sweep m.model blobs.csv --batch-size 8,16 --optimizer adam,sgd --max-epochs 3"
      let search =
        "search m.model blobs.csv --learning-rate 1e-3..1e-1 --widths 3..8 --max-epochs 2 --objective accuracy,luts "
        + "--generation-size 3 --trials 6"
      let (status, text) = try slurm(
        folder,
        """
        "$lnq" \(sweep) --launcher slurm --jobs 2 --slurm-options "--partition=test --time=5" --project cluster || exit 1
        squeue --noheader --array --states=all --format="%A %P %K" | sort >jobs
        "$lnq" \(sweep) --launcher slurm --project cluster >/dev/null || exit 2
        squeue --noheader --array --states=all --format="%A %P %K" | sort | cmp - jobs || exit 3
        "$lnq" \(search) --launcher slurm --project found >/dev/null || exit 4
        "$lnq" sweep m.model blobs.csv --max-epochs 1 --launcher slurm --slurm-options --partition=nope --project nope
        echo "exit $?"
        "$lnq" sweep m.model blobs.csv --learning-rate 1e-3,1e30 --batch-size 4 --max-epochs 2 --launcher slurm --project bad
        echo "exit $?"
        """)
      #expect(status == 0, "\(text)")
      #expect(try outcomes(folder + "/lnq_output/cluster").allSatisfy { $0.results != nil })
      // Four tasks of one array, and no further job when it was run again.
      let jobs = try read(folder + "/jobs").split(separator: "\n")
      #expect(jobs.count == 4)
      #expect(jobs.allSatisfy { $0.contains(" test ") })
      #expect(text.contains("sbatch: error: invalid partition specified: nope"))
      #expect(text.contains("exit 1"))
      let bad = try outcomes(folder + "/lnq_output/bad")
      #expect(bad[0].results != nil)
      if case .failed(let failure) = bad[1] {
        #expect(failure.exitCode == 1)
        #expect(failure.message.contains("diverged") || failure.message.contains("finite"), "\(failure.message)")
      } else {
        Issue.record("the trial that diverges did not fail: \(bad[1])")
      }
      for (words, name) in [(sweep, "cluster"), (search, "found")] {
        let local = try Script.shell(
          "cd \(ShellWords.text([folder])) && \(ShellWords.text([Self.program])) \(words) --project local-\(name)")
        #expect(local.status == 0, "\(local.text)")
        #expect(
          try checkpoints(folder + "/lnq_output/" + name) == checkpoints(folder + "/lnq_output/local-" + name))
      }
      #expect(
        try StudyDirectory(path: folder + "/lnq_output/found").manifest().trials.map(\.settings)
          == StudyDirectory(path: folder + "/lnq_output/local-found").manifest().trials.map(\.settings))
    }
  }

  @Test("what is stopped, killed or cancelled goes on when the command is given again", .needsSlurm)
  func stopped() throws {
    try withFiles { folder in
      let sweep = "sweep m.model blobs.csv --batch-size 4,8,16 --max-epochs 600"
      let (status, text) = try slurm(
        folder,
        """
        # Ctrl-C while two of three tasks run.
        "$lnq" \(sweep) --launcher slurm --project study >first 2>&1 & parent=$!
        await began 2
        kill -INT $parent; wait $parent; echo "interrupted $?"
        squeue --noheader | wc -l
        # Killed while two of three tasks run: they go on, and the next one waits for them.
        "$lnq" \(sweep) --launcher slurm --project study >second 2>&1 & parent=$!
        await running 2
        kill -KILL $parent; wait $parent 2>/dev/null
        "$lnq" \(sweep) --launcher slurm --project study >third 2>&1 & parent=$!
        wait $parent; echo "ended $?"
        cat third
        """)
      #expect(status == 0, "\(text)")
      #expect(text.contains("interrupted 130\n0\n"), "\(text)")
      #expect(try read(folder + "/first").contains("go on with: lnq \(sweep) --launcher slurm --project study"))
      #expect(text.contains("which an earlier lnq submitted for this study"))
      #expect(text.contains("ended 0"))
      #expect(try outcomes(folder + "/lnq_output/study").allSatisfy { $0.results != nil }, "\(text)")
      let local = try Script.shell(
        "cd \(ShellWords.text([folder])) && \(ShellWords.text([Self.program])) \(sweep) --project local")
      #expect(local.status == 0)
      #expect(try checkpoints(folder + "/lnq_output/study") == checkpoints(folder + "/lnq_output/local"))
    }
  }

  @Test("a task that the cluster ends is reported, and trained when the command is given again", .needsSlurm)
  func cancelled() throws {
    try withFiles { folder in
      let sweep = "sweep m.model blobs.csv --batch-size 4,8 --max-epochs 600 --launcher slurm --project study"
      let (status, text) = try slurm(
        folder,
        """
        "$lnq" \(sweep) & parent=$!
        await running 2
        scancel --signal=KILL --full "$(squeue --noheader --format=%F | head -1)_0"
        wait $parent; echo "first $?"
        "$lnq" \(sweep) >/dev/null; echo "second $?"
        """)
      #expect(status == 0, "\(text)")
      #expect(text.contains("trial m_batch-size-4_repeat-1 was ended by the cluster: "), "\(text)")
      #expect(text.contains("first 1"), "\(text)")
      #expect(text.contains("second 0"), "\(text)")
      #expect(try outcomes(folder + "/lnq_output/study").allSatisfy { $0.results != nil })
    }
  }

  @Test("without sbatch nothing is made, and the exit code says so", arguments: ["sweep", "search"])
  func missing(verb: String) throws {
    try withTemporaryFolder { folder in
      let refused = lnq(
        verb, "jsc-tiny", "--max-epochs", verb == "search" ? "1..3" : "1", "--launcher", "slurm", "--project-dir",
        folder,
        environment: ["PATH": "/nowhere"])
      #expect(refused.status == .toolMissing)
      #expect(refused.err.hasPrefix("lnq: sbatch is not installed: "))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == [])
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Runs a test only where Slurm and its daemons are.
  fileprivate static var needsSlurm: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["LNQ_REQUIRE_TOOLS"] == "1" || hasSlurm,
      "slurm-wlm or munge is not installed; LNQ_REQUIRE_TOOLS=1 demands them")
  }

  private static var hasSlurm: Bool {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
    return ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"].allSatisfy { name in
      path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }
}
