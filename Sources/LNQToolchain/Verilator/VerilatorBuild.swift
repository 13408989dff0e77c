import Foundation
import LNQHardware
import Synchronization

/// Builds executables of designs with Verilator; several share one folder, so that its runtime is compiled once.
///
/// Everything has names relative to that folder and `make` is told that it is called `.`, because neither `make` nor the
/// dependency files that Verilator writes can take a folder with a space in its name.
struct VerilatorBuild: Sendable {
  /// What a model is built for.
  enum Bench: Sendable {
    /// Streaming so many samples.
    case stream(samples: Int)
    /// Reading inner wires with these names, whatever module they are in.
    case probe(wires: [String])
  }

  let folder: URL
  let simulator: String
  /// All that Verilator says of its version.
  private let build: String
  let bench: Bench
  private let verilator: ExternalTool
  private let make: ExternalTool
  private let cache: SimulatorCache?

  /// Finds the tools and makes a folder below `folder` for this version of Verilator. Executables come from the cache where it has them.
  init(bench: Bench, in folder: URL, tools: ToolSearch, cache: SimulatorCache? = nil) throws(ToolchainError) {
    verilator = Self.allocatingFast(try tools.find(.verilator))
    make = try tools.find(.make)
    // "Verilator 5.006 2023-01-22 rev ...": objects of one version do not fit another one.
    build = try tools.version(of: .verilator, in: folder)
    let version = build.split(separator: " ").prefix(2)
    simulator = version.joined(separator: " ")
    self.folder = folder.appendingPathComponent("verilator-\(version.last ?? "")")
    self.bench = bench
    // A probe reads wires that the key would not name.
    if case .stream = bench { self.cache = cache } else { self.cache = nil }
    try WorkFiles.create(self.folder)
    let files = [
      ("lnq_model.h", PackageResources.lnq_model_h), ("lnq_stream.h", PackageResources.lnq_stream_h),
      ("lnq_probe.h", PackageResources.lnq_probe_h), ("lnq_once.h", PackageResources.lnq_once_h),
      ("lnq_rules.mk", Array(Self.rules.utf8)),
    ]
    for (name, bytes) in files { try WorkFiles.write(Data(bytes), to: file(name)) }
  }

  /// Verilator makes and removes nodes by the million: glibc gives memory back sooner than that needs, unless it is told.
  private static func allocatingFast(_ tool: ExternalTool) -> ExternalTool {
    let environment = tool.environment.merging(["GLIBC_TUNABLES": "glibc.malloc.tcache_count=65535"]) { own, _ in own }
    return ExternalTool(name: tool.name, path: tool.path, environment: environment)
  }

  /// What is added to the makefile of a model. Verilator's own rules would compile the model and the bench apart, and the files of the
  /// runtime each by itself, and so read its large headers again and again.
  private static let rules = """
    lnq-runtime: $(LNQ_RUNTIME).o
    $(LNQ_RUNTIME).o: $(LNQ_RUNTIME).cpp
    \t$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(OPT_GLOBAL) -c -o $@ $<
    $(LNQ_RUNTIME).cpp:
    \tprintf '#include "%s"\\n' $(VK_GLOBAL_OBJS:.o=.cpp) > $@
    lnq-model: $(VM_PREFIX)_main.o
    $(VM_PREFIX)_main.o: $(VM_PREFIX)__ALL.cpp
    lnq-link:
    \t$(LINK) $(LDFLAGS) $(VM_PREFIX)_main.o $(LNQ_RUNTIME).o $(LOADLIBES) $(LDLIBS) -o $(VM_PREFIX)

    """

  /// Builds an executable of each design and says where they are.
  func build(_ designs: [VerilogSources], jobs: Int) throws(ToolchainError) -> [URL] {
    var names: Set<String> = []
    for design in designs where !names.insert(prefix(of: design)).inserted { throw .sameLabel(design.label) }
    // The longest first, so that none is left over at the end.
    let sizes = designs.map { design in
      design.names.reduce(0) { $0 + WorkFiles.size(of: design.folder.appendingPathComponent($1)) }
    }
    let order = designs.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    try build(
      count: designs.count, jobs: jobs, failure: { $0 },
      design: { (step) throws(ToolchainError) in designs[order[step]] }, use: { (_, _, _) throws(ToolchainError) in },
      beside: { () throws(ToolchainError) in })
    return designs.map { file(prefix(of: $0)) }
  }

  /// Builds an executable of each design, in their order, and uses it. A design is made when it is its turn, while others are built.
  ///
  /// - Parameters:
  ///   - use: gets a design's number, the design and where its executable is, once all designs are begun; the first one, which takes
  ///     longest, comes last. Several are used at a time.
  ///   - beside: done once beside that, when all designs are made.
  /// - Precondition: the designs have different labels.
  func build<Failure: Error>(
    count: Int, jobs: Int, failure: @Sendable (ToolchainError) -> Failure,
    design: @Sendable (Int) throws(Failure) -> VerilogSources,
    use: @Sendable (Int, VerilogSources, URL) throws(Failure) -> Void, beside: @Sendable () throws(Failure) -> Void
  ) throws(Failure) {
    let made = AwaitedValues<VerilogSources>(count: count), compiled = AwaitedValues<CompiledDesign>(count: count)
    let isRuntimeMade = Mutex(false)
    @Sendable func needRuntime() throws(Failure) {
      let result = isRuntimeMade.withLock { isMade in
        Result { () throws(ToolchainError) in
          if !isMade { try makeRuntime() }
          isMade = true
        }
      }
      do throws(ToolchainError) { try result.get() } catch { throw failure(error) }
    }
    @Sendable func compileDesign(_ index: Int) throws(Failure) {
      var (sources, result): (VerilogSources?, CompiledDesign?)
      defer {
        made.set(sources, at: index)
        compiled.set(result, at: index)
      }
      let own = try design(index)
      sources = own
      made.set(own, at: index)
      do throws(ToolchainError) { result = try compile(own) } catch { throw failure(error) }
    }
    @Sendable func useDesign(_ index: Int) throws(Failure) {
      // One that is not there has failed, and that is known.
      guard let design = compiled.wait(for: index) else { return }
      if !design.isFromCache { try needRuntime() }
      let executable: URL
      do throws(ToolchainError) { executable = try link(design) } catch { throw failure(error) }
      try use(index, design.sources, executable)
    }
    // Verilator's runtime, which all of them link, is made behind the designs that are begun together, where one of them is compiled. Each
    // step waits for earlier ones only, so that none waits for ever.
    let runtimeStep = min(jobs, count)
    try ParallelSteps.run(count: 2 * count + 2, jobs: jobs) { step throws(Failure) in
      switch step {
      case runtimeStep:
        if compiled.known(below: runtimeStep).contains(where: { !($0?.isFromCache ?? false) }) { try needRuntime() }
      case ...count: try compileDesign(step < runtimeStep ? step : step - 1)
      case 2 * count:
        for index in 0..<count where made.wait(for: index) == nil { return }
        try beside()
      default: try useDesign(step > 2 * count ? 0 : step - count)
      }
    }
  }

  /// A design that is compiled, or whose executable came from the cache.
  private struct CompiledDesign: Sendable {
    let sources: VerilogSources
    let key: SimulatorCache.Key?
    let isFromCache: Bool
  }

  /// Makes the executable of a design that was compiled, and says where it is.
  private func link(_ design: CompiledDesign) throws(ToolchainError) -> URL {
    let prefix = prefix(of: design.sources)
    if !design.isFromCache {
      try make(prefix, "lnq-link", log: "\(prefix).link.log")
      if let key = design.key { cache?.store(file(prefix), as: key) }
    }
    return file(prefix)
  }

  private func compile(_ design: VerilogSources) throws(ToolchainError) -> CompiledDesign {
    let prefix = prefix(of: design)
    var key: SimulatorCache.Key?
    if let cache {
      let own = try self.key(of: design)
      if try cache.copy(own, to: file(prefix)) { return CompiledDesign(sources: design, key: own, isFromCache: true) }
      key = own
    }
    try verilate(design)
    try make(prefix, "lnq-model", log: "\(prefix).compile.log")
    return CompiledDesign(sources: design, key: key, isFromCache: false)
  }

  /// The name of Verilator's runtime: probes need more of it.
  private var runtime: String {
    switch bench {
    case .stream: "lnq_runtime"
    case .probe: "lnq_probe_runtime"
    }
  }

  /// Makes the runtime's object, or copies it from the cache. Verilator writes makefiles only for a model: here a wire is one.
  private func makeRuntime() throws(ToolchainError) {
    let prefix = "Vlnq_wire"
    let text = "module lnq_wire(input wire a_i, output wire a_o);\n  assign a_o = a_i;\nendmodule\n"
    var arguments = Self.commonArguments
    if case .probe = bench { arguments.append("--vpi") }
    let key = SimulatorCache.Key(
      ([build, verilator.path, text] + arguments + settings + [Self.rules]).map { Data($0.utf8) })
    if let cache, try cache.copy(key, to: file("\(runtime).o")) { return }
    try WorkFiles.write(Data(text.utf8), to: file("lnq_wire.v"))
    try verilator.run(
      arguments + ["--top-module", "lnq_wire", "--prefix", prefix, "lnq_wire.v"], in: folder,
      log: file("lnq_wire.translate.log"))
    try make(prefix, "lnq-runtime", log: "\(runtime).log")
    cache?.store(file("\(runtime).o"), as: key)
  }

  /// What an executable is made of: the simulator's version, the commands, the benches and the design's files.
  private func key(of design: VerilogSources) throws(ToolchainError) -> SimulatorCache.Key {
    let prefix = prefix(of: design)
    var parts =
      [build, verilator.path] + arguments(prefix, of: design) + settings + [Self.rules, mainFile(of: design)]
    parts += [PackageResources.lnq_model_h, PackageResources.lnq_stream_h, PackageResources.lnq_once_h].map {
      String(decoding: $0, as: UTF8.self)
    }
    var key = SimulatorCache.Key(parts.map { Data($0.utf8) })
    for name in design.names {
      key.add([Data(name.utf8), try WorkFiles.read(design.folder.appendingPathComponent(name))])
    }
    return key
  }

  /// Verilator's arguments for a design, without its files.
  private func arguments(_ prefix: String, of design: VerilogSources) -> [String] {
    Self.commonArguments + ["--top-module", design.interface.module, "--prefix", prefix]
  }

  private static let commonArguments = [
    "--cc", "--no-MMD", "--Mdir", ".", "--default-language", "1364-2005", "--x-initial", "unique", "-Wno-fatal",
    "-Wno-lint", "-Wno-style",
    // g++'s time grows with the square of a function's statements: a thousand LUTs in one take minutes and gigabytes.
    "--output-split-cfuncs", "100",
  ]

  /// The C++ class of a design's model, and the beginning of its files' names.
  func prefix(of design: VerilogSources) -> String {
    switch bench {
    case .stream: "V\(design.identifier)"
    case .probe: "V\(design.identifier)_probe"
    }
  }

  func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  private func verilate(_ design: VerilogSources) throws(ToolchainError) {
    let prefix = prefix(of: design)
    let sources = "\(prefix)_sources"
    try WorkFiles.link(file(sources), to: design.folder)
    try WorkFiles.write(Data(mainFile(of: design).utf8), to: file("\(prefix)_main.cpp"))
    var arguments = arguments(prefix, of: design)
    if case .probe(let wires) = bench {
      let rules = wires.map { "public_flat_rd -module \"*\" -var \"\($0)\"\n" }.joined()
      try WorkFiles.write(Data("`verilator_config\n\(rules)".utf8), to: file("\(prefix).vlt"))
      arguments += ["--vpi", "\(prefix).vlt"]
    }
    // A list in a file: thousands of names make a longer command line than the system takes.
    let list = design.names.map { "\(sources)/\($0)\n" }.joined()
    try WorkFiles.write(Data(list.utf8), to: file("\(prefix).f"))
    arguments += ["-f", "\(prefix).f"]
    try verilator.run(arguments, in: folder, log: file("\(prefix).verilate.log"))
  }

  /// For each lookup of a design -O1 costs g++ 2 ms more than -O0, and saves 27 ns a sample. It compiles faster than -Os or -O2, and
  /// the model runs as fast.
  private static let optimizedSamples = 50_000

  /// What `make` is told: the model in one piece compiles twice as fast as in many.
  private var settings: [String] {
    let optimization: String
    switch bench {
    case .stream(let samples) where samples >= Self.optimizedSamples: optimization = "-O1"
    case .stream, .probe: optimization = "-O0"
    }
    return ["CURDIR=.", "VM_PARALLEL_BUILDS=0", "OPT_FAST=\(optimization)", "OPT_GLOBAL=-O0", "LNQ_RUNTIME=\(runtime)"]
  }

  private func make(_ prefix: String, _ target: String, log: String) throws(ToolchainError) {
    let makefile = "\(prefix).mk"
    // -o keeps a younger makefile from making the runtime out of date.
    try make.run(
      settings + ["-f", makefile, "-f", "lnq_rules.mk", "-o", makefile, target], in: folder, log: file(log))
  }

  private func mainFile(of design: VerilogSources) -> String {
    let header: String
    switch bench {
    case .stream: header = "lnq_stream.h"
    case .probe: header = "lnq_probe.h"
    }
    let prefix = prefix(of: design)
    return """
      #define LNQ_MODEL \(prefix)
      #define LNQ_INPUT_BITS \(design.interface.inputWidth)
      #define LNQ_OUTPUT_BITS \(design.interface.outputWidth)
      #define LNQ_CLASS_BITS \(design.interface.classWidth)
      #define LNQ_LATENCY \(design.interface.latencyCycles)
      #include "lnq_once.h"
      #include "\(prefix)__ALL.cpp"
      #include "\(header)"

      """
  }
}
