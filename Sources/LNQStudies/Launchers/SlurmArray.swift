import Foundation
import LNQToolchain

/// The folder of one job array: a script for the array, one for each task, and what the tasks leave.
///
/// `array.sh` is what sbatch gets; it becomes `<number>.sh`, which runs lnq and writes its exit code to `<number>.status`. A task that
/// has no such file when Slurm is done with it was ended from outside. `job.json` is there from the moment when the array was
/// submitted until all of its tasks have ended.
struct SlurmArray {
  /// How many tasks an array has at most: Slurm's `MaxArraySize` is 1001 unless it is set, and numbers are below it.
  static let sizeLimit = 1000

  /// The folder, an absolute path that all nodes see.
  let folder: String

  private var jobFile: RunFile { .ofStudy("slurm/\(URL(fileURLWithPath: folder).lastPathComponent)/job.json") }
  /// The folder of the study, which knows the job's checksum.
  private let study: RunDirectory
  /// What sbatch gets.
  var script: URL { URL(fileURLWithPath: folder + "/array.sh") }

  private init(folder: String, of study: RunDirectory) {
    self.folder = folder
    self.study = study
  }

  /// Makes a new folder below `slurm/` in the study and writes the scripts.
  ///
  /// - Parameters:
  ///   - program: the path of lnq on the nodes.
  ///   - workFolder: where the words of the tasks mean what they say.
  /// - Throws: `RunDirectoryError.cannotWrite`.
  init(
    _ tasks: [TrialTask], of study: StudyDirectory, program: String, workFolder: String
  ) throws(RunDirectoryError) {
    let numbers = Self.folders(of: study).compactMap { Int($0.name) }
    self.init(folder: "\(Self.parent(study))/\((numbers.max() ?? 0) + 1)", of: study.folder)
    try RunDirectory.makeFolder(folder)
    for (number, task) in tasks.enumerated() {
      try Self.write(
        Self.text(task, program: program, workFolder: workFolder, status: statusPath(number)), to: path(number))
    }
    try Self.write(text, to: script.path)
  }

  /// The arrays of a study, in the order of their numbers.
  static func all(of study: StudyDirectory) -> [SlurmArray] {
    folders(of: study).sorted { (Int($0.name) ?? 0, $0.name) < (Int($1.name) ?? 0, $1.name) }
      .map { SlurmArray(folder: $0.path, of: study.folder) }
  }

  /// The folder of all arrays of a study, an absolute path.
  static func parent(_ study: StudyDirectory) -> String { URL(fileURLWithPath: study.path + "/slurm").path }

  private static func folders(of study: StudyDirectory) -> [(name: String, path: String)] {
    let parent = parent(study)
    return ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).filter { Int($0) != nil }
      .map { ($0, parent + "/" + $0) }
  }

  /// The job that was submitted, while it is not known to be over; nil when there is none.
  ///
  /// - Throws: `RunDirectoryError.damaged`.
  func job() throws(RunDirectoryError) -> SlurmJob? {
    study.contains(jobFile) ? try study.decode(SlurmJob.self, from: jobFile).value : nil
  }

  /// Remembers that it was submitted.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  func write(_ job: SlurmJob) throws(RunDirectoryError) { try study.write(json: job, to: jobFile) }

  /// What is left when all tasks have ended: nothing, or the whole folder when Slurm ended some of them and may have said why.
  ///
  /// - Throws: `RunDirectoryError`.
  func finish(isClean: Bool) throws(RunDirectoryError) {
    try RunWriter(study, listWith: jobFile).remove(jobFile)
    if isClean { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// The exit codes of the tasks that have ended by themselves.
  func exitCodes() -> [Int: Int32] {
    var codes: [Int: Int32] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".status") {
      guard let number = Int(name.dropLast(7)),
        let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      else { continue }
      codes[number] = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return codes
  }

  private func path(_ number: Int) -> String { "\(folder)/\(number).sh" }
  private func statusPath(_ number: Int) -> String { "\(folder)/\(number).status" }

  /// The script of the array. A time limit is announced with SIGTERM, so that a training saves where it stands. A task that lost its
  /// node is not begun again by Slurm: lnq does that, and goes on where it stood.
  private var text: String {
    """
    #!/bin/sh
    # Written by lnq: a job array with a task for each trial of a study.
    #SBATCH --ntasks=1
    #SBATCH --cpus-per-task=1
    #SBATCH --signal=B:TERM@60
    #SBATCH --no-requeue
    #SBATCH --output=\(folder.replacing("%", with: "%%"))/%a.out
    exec /bin/sh \(ShellWords.text([folder]))/"$SLURM_ARRAY_TASK_ID".sh

    """
  }

  /// The script of a task: lnq in the background, since a shell sees signals at once only while it waits.
  private static func text(_ task: TrialTask, program: String, workFolder: String, status: String) -> String {
    """
    # Written by lnq for the trial \(task.trial.name).
    OPENBLAS_NUM_THREADS=1
    export OPENBLAS_NUM_THREADS
    cd \(ShellWords.text([workFolder])) || exit
    \(ShellWords.text([program] + task.words)) >\(ShellWords.text([task.log])) 2>&1 &
    child=$!
    trap 'kill -TERM $child' TERM
    wait $child
    status=$?
    while kill -0 $child 2>/dev/null; do
      wait $child
      status=$?
    done
    echo $status >\(ShellWords.text([status + ".tmp"])) && mv \(ShellWords.text([status + ".tmp", status]))
    exit $status

    """
  }

  private static func write(_ text: String, to path: String) throws(RunDirectoryError) {
    try OutputFile.write(Data(text.utf8), to: path, durability: .inSystem)
  }
}
