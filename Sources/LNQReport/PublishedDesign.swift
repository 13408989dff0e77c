/// A circuit that others published, to stand beside one's own.
public struct PublishedDesign: Equatable, Sendable {
  /// The task that it solves. Figures of different tasks, and of the two versions of the jets, cannot be compared.
  public enum Task: String, Sendable, CaseIterable {
    /// 986,806 jets, CERNBox.
    case jetsCERNBox = "jets, CERNBox"
    /// 830,000 jets, OpenML 42468.
    case jetsOpenML = "jets, OpenML"
    /// Handwritten digits.
    case digits = "MNIST"
    /// UNSW-NB15, intrusion or not.
    case intrusion = "NID"
  }

  /// `LogicNets S`.
  public let name: String
  /// The task, with the version of its data.
  public let task: Task
  /// The share of test rows that it classifies rightly.
  public let accuracy: Double
  /// Look-up tables of the vendor's part.
  public let luts: Int
  /// What else it needs, or what is not counted.
  public let note: String?

  init(_ name: String, _ task: Task, percent: Double, luts: Int, note: String? = nil) {
    self.name = name
    self.task = task
    accuracy = percent / 100
    self.luts = luts
    self.note = note
  }

  /// What has to be said beside every one of these figures.
  public static let caveat = """
    Published figures come from vendor synthesis on vendor parts (xcvu9p or xcvu13p), out of context; some count the input \
    encoder and some do not. The two versions of the jet data differ by about one point of accuracy. lnq's figures are counts \
    before placement, without input encoder.
    """

  /// All of them, task by task.
  public static let all: [PublishedDesign] = [
    .init("LogicNets S", .jetsCERNBox, percent: 69.8, luts: 244, note: "330 by the LogicNets formula"),
    .init("LogicNets M", .jetsCERNBox, percent: 72.1, luts: 15_526, note: "42,075 by the LogicNets formula"),
    .init("LogicNets L", .jetsCERNBox, percent: 73.1, luts: 36_415),
    .init("PolyLUT M-lite", .jetsCERNBox, percent: 72, luts: 12_436),
    .init("PolyLUT XL", .jetsCERNBox, percent: 75, luts: 236_541),
    .init("PolyLUT-Add, small", .jetsCERNBox, percent: 72, luts: 895),
    .init("PolyLUT-Add, large", .jetsCERNBox, percent: 75, luts: 36_484),
    .init("NeuraLUT 2L", .jetsCERNBox, percent: 72, luts: 4_684),
    .init("NeuraLUT 5L", .jetsCERNBox, percent: 75, luts: 92_357),
    .init("ReducedLUT, small", .jetsCERNBox, percent: 72.5, luts: 2_786),
    .init("ReducedLUT, large", .jetsCERNBox, percent: 74.9, luts: 58_409),
    .init("AmigoLUT, small", .jetsCERNBox, percent: 71.1, luts: 320),
    .init("AmigoLUT, large", .jetsCERNBox, percent: 72.9, luts: 1_243),
    .init("NeuraLUT-Assemble", .jetsCERNBox, percent: 75.0, luts: 8_539),
    .init("HGQ-LUT", .jetsCERNBox, percent: 75.4, luts: 6_042),
    .init("NeuraLUT-Assemble", .jetsOpenML, percent: 76.0, luts: 1_780),
    .init("TreeLUT, small", .jetsOpenML, percent: 74.6, luts: 796),
    .init("TreeLUT, large", .jetsOpenML, percent: 75.6, luts: 2_234),
    .init("HGQ-LUT", .jetsOpenML, percent: 76.9, luts: 5_667),
    .init("HGQ", .jetsOpenML, percent: 76.9, luts: 10_182),
    .init("DWN", .jetsOpenML, percent: 71.2, luts: 64, note: "with encoder"),
    .init("DWN", .jetsOpenML, percent: 74.0, luts: 311, note: "with encoder"),
    .init("DWN", .jetsOpenML, percent: 75.6, luts: 1_697, note: "with encoder"),
    .init("DWN", .jetsOpenML, percent: 76.3, luts: 7_011, note: "with encoder"),
    .init("QKeras", .jetsOpenML, percent: 76.3, luts: 5_504, note: "and 175 DSP blocks"),
    .init("PolyLUT HDR", .digits, percent: 96, luts: 70_673),
    .init("NeuraLUT", .digits, percent: 96, luts: 54_798),
    .init("PolyLUT-Add", .digits, percent: 96, luts: 14_810),
    .init("AmigoLUT", .digits, percent: 95.5, luts: 16_081),
    .init("TreeLUT, small", .digits, percent: 96, luts: 3_499),
    .init("TreeLUT, large", .digits, percent: 97, luts: 4_478),
    .init("DWN", .digits, percent: 97.8, luts: 2_055),
    .init("DWN", .digits, percent: 98.3, luts: 4_082),
    .init("FINN SFC", .digits, percent: 96, luts: 91_131),
    .init("LogicNets S", .intrusion, percent: 90.5, luts: 650),
    .init("LogicNets M", .intrusion, percent: 92.6, luts: 1_649),
    .init("LogicNets L", .intrusion, percent: 92.9, luts: 8_106),
    .init("TreeLUT", .intrusion, percent: 92.7, luts: 345),
  ]
}
