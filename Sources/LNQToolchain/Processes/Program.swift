/// The programs that this module can start. Their raw values are the names on PATH, unless `names` says others.
public enum Program: String, Sendable, Hashable, CaseIterable {
  /// Translates Verilog to C++ and checks it.
  case verilator
  /// Compiles what Verilator wrote.
  case make
  /// Icarus Verilog's compiler.
  case iverilog
  /// Icarus Verilog's simulator.
  case vvp
  /// The synthesizer.
  case yosys
  /// Compares and rewrites logic networks.
  case abc
  /// Fetches files.
  case curl
  /// Draws charts.
  case gnuplot
  /// Hands jobs to Slurm.
  case sbatch
  /// Says what Slurm's jobs do.
  case squeue
  /// Ends Slurm's jobs.
  case scancel

  /// The names that it can have on PATH, the first that is there counts.
  var names: [String] {
    switch self {
    case .abc: ["berkeley-abc", "yosys-abc", "abc"]
    default: [rawValue]
    }
  }

  /// The Debian and Ubuntu packages that bring it and what it needs.
  public var debianPackages: String {
    switch self {
    case .verilator: "verilator g++ make"
    case .make: "make g++"
    case .iverilog, .vvp: "iverilog"
    case .yosys: "yosys"
    case .abc: "berkeley-abc"
    case .curl: "curl ca-certificates"
    case .gnuplot: "gnuplot-nox"
    case .sbatch, .squeue, .scancel: "slurm-client"
    }
  }

  /// Whether `make setup` installs it.
  var comesWithSetup: Bool {
    switch self {
    case .verilator, .make, .iverilog, .vvp, .yosys, .abc, .curl, .gnuplot: true
    case .sbatch, .squeue, .scancel: false
    }
  }

  /// The environment variable by which a user names another copy, `LNQ_VERILATOR`.
  var environmentVariable: String { "LNQ_\(rawValue.uppercased())" }

  /// The option that makes it print its version.
  var versionOption: String {
    switch self {
    case .verilator, .make, .curl, .gnuplot, .sbatch, .squeue, .scancel: "--version"
    case .iverilog, .vvp, .yosys: "-V"
    case .abc: "-qversion"
    }
  }
}
