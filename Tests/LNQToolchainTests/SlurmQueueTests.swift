import Foundation
import LNQTestSupport
import Testing

@testable import LNQToolchain

@Suite("Slurm's commands")
struct SlurmQueueTests {
  /// A queue whose three commands are these lines of shell.
  private func queue(_ folder: URL, sbatch: String = "", squeue: String = "", scancel: String = "") throws -> SlurmQueue
  {
    var overrides: [String: String] = [:]
    for (name, line) in [("sbatch", sbatch), ("squeue", squeue), ("scancel", scancel)] {
      let path = folder.appendingPathComponent(name)
      try ShellProgram.write("exec /bin/sh -c '\(line)' sh \"$@\"\n", to: path.path)
      overrides[name] = path.path
    }
    return try SlurmQueue(
      ToolSearch(path: "/bin:/usr/bin", overrides: overrides), folder: folder.appendingPathComponent("work"))
  }

  @Test(
    "The number of a job is what --parsable prints, also beside warnings and a cluster's name",
    arguments: [
      ("17\n", 17), ("17;cluster\n", 17), ("sbatch: warning: 3 nodes\n18\n", 18), ("19\nsbatch: late\n", 19),
    ])
  func jobID(text: String, id: Int) {
    #expect(SlurmQueue.jobID(in: text) == id)
  }

  @Test("Without a number there is no job", arguments: ["", "sbatch: error\n", "Submitted batch job 17\n"])
  func noJobID(text: String) {
    #expect(SlurmQueue.jobID(in: text) == nil)
  }

  @Test("States are read by task, and other jobs and other lines count nothing")
  func states() {
    let text = """
      0 COMPLETED lnq_study
      1 RUNNING lnq_study
      slurm: something else
      2 PENDING lnq_study
      3 TIMEOUT lnq_study
      4 RUNNING other
      N/A RUNNING lnq_study
      5 COMPLETING lnq_study
      """
    #expect(
      SlurmQueue.states(in: text, name: "lnq_study") == [
        0: .ended("COMPLETED"), 1: .running, 2: .waiting, 3: .ended("TIMEOUT"), 5: .running,
      ])
  }

  @Test("sbatch gets the array, the name and the user's options, and its number is the job")
  func submit() throws {
    let folder = try Workspace.empty("slurm submit")
    let queue = try queue(folder, sbatch: #"echo "$@" >../words; echo "42;big""#)
    let script = folder.appendingPathComponent("array.sh")
    let job = try queue.submit(script, name: "lnq_x", tasks: 5, limit: 2, options: ["--partition=short", "--time=30"])
    #expect(job == SlurmJob(id: 42, name: "lnq_x"))
    let words = try String(contentsOf: folder.appendingPathComponent("words"), encoding: .utf8)
    #expect(words == "--partition=short --time=30 --parsable --job-name=lnq_x --array=0-4%2 \(script.path)\n")
    _ = try queue.submit(script, name: "lnq_x", tasks: 1, limit: nil, options: [])
    let others = try String(contentsOf: folder.appendingPathComponent("words"), encoding: .utf8)
    #expect(others == "--parsable --job-name=lnq_x --array=0-0 \(script.path)\n")
  }

  @Test("A submission that fails says what sbatch said")
  func submissionFails() throws {
    let folder = try Workspace.empty("slurm fails")
    let queue = try queue(folder, sbatch: "echo \"sbatch: error: no such partition\"; exit 1")
    let error = #expect(throws: ToolchainError.self) {
      try queue.submit(folder, name: "x", tasks: 1, limit: nil, options: [])
    }
    #expect(error?.description.contains("sbatch ended with status 1") == true)
    #expect(error?.description.contains("sbatch: error: no such partition") == true)
  }

  @Test("A submission without a number is no job")
  func noNumber() throws {
    let folder = try Workspace.empty("slurm no number")
    let queue = try queue(folder, sbatch: "echo hello")
    let log = folder.appendingPathComponent("work/sbatch.log").path
    #expect(throws: ToolchainError.malformedOutput("sbatch", problem: "it printed no job number", file: log)) {
      try queue.submit(folder, name: "x", tasks: 1, limit: nil, options: [])
    }
  }

  @Test("A job that Slurm has forgotten has no states; every other failure of squeue is an error")
  func forgotten() throws {
    let folder = try Workspace.empty("slurm forgotten")
    let job = SlurmJob(id: 7, name: "x")
    let forgotten = try queue(folder, squeue: "echo \"slurm_load_jobs error: Invalid job id specified\"; exit 1")
    #expect(try forgotten.states(of: job) == nil)
    let broken = try queue(folder, squeue: "echo \"Unable to contact slurm controller\"; exit 1")
    #expect(throws: ToolchainError.self) { try broken.states(of: job) }
    let known = try queue(folder, squeue: "echo 0 RUNNING x")
    #expect(try known.states(of: job) == [0: .running])
  }

  @Test("Tasks that wait are taken back, and those that run are told to stop")
  func stop() throws {
    let folder = try Workspace.empty("slurm stop")
    let queue = try queue(folder, scancel: #"echo "$@" >>../words"#)
    try queue.stop(SlurmJob(id: 7, name: "x"))
    let words = try String(contentsOf: folder.appendingPathComponent("words"), encoding: .utf8)
    #expect(words == "--state=PENDING --quiet 7\n--batch --signal=TERM --quiet 7\n")
  }

  @Test("Without Slurm the error names the program and its package")
  func missing() throws {
    let folder = try Workspace.empty("slurm missing").appendingPathComponent("work")
    let error = #expect(throws: ToolchainError.toolMissing(.sbatch)) {
      try SlurmQueue(ToolSearch(path: "/nowhere"), folder: folder)
    }
    #expect(
      error?.description
        == "sbatch is not installed: `sudo apt install slurm-client` installs it; LNQ_SBATCH names a copy "
        + "that is not on PATH")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }
}
