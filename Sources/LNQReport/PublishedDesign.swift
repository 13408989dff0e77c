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

  /// What turns features into the bits that go in, and whether its LUTs are among those that are given.
  public enum Encoder: String, Sendable {
    /// It is counted.
    case counted = "encoder counted"
    /// It is there, and not counted.
    case notCounted = "encoder not counted"
    /// Codes go in: whoever measures the features has to make them.
    case codes = "codes go in"
    /// The paper does not say.
    case unstated = "encoder not stated"
  }

  /// `LogicNets S`.
  public let name: String
  /// The task, with the version of its data.
  public let task: Task
  /// The share of test rows that it classifies rightly.
  public let accuracy: Double
  /// How many digits behind the point the accuracy in percent was published with: it is rounded to them.
  public let digits: Int
  /// Look-up tables of the vendor's part.
  public let luts: Int
  /// Whether the LUTs of the encoder are among them.
  public let encoder: Encoder
  /// The part or board; nil where none is known but that it is one of those of `caveat`.
  public let device: String?
  /// What else it needs, or what is not counted.
  public let note: String?

  /// - Parameter percent: the accuracy with the digits that were published.
  init(
    _ name: String, _ task: Task, _ percent: String, luts: Int, _ encoder: Encoder, device: String? = nil,
    note: String? = nil
  ) {
    (self.name, self.task, self.luts, self.encoder, self.device, self.note) = (name, task, luts, encoder, device, note)
    accuracy = (Double(percent) ?? 0) / 100
    digits = percent.split(separator: ".").dropFirst().first?.count ?? 0
  }

  /// What has to be said beside every one of these figures.
  public static let caveat = """
    Published figures come from vendor synthesis on vendor parts (xcvu9p or xcvu13p unless a part is named), out of context; some \
    count the input encoder and some do not. Accuracies are rounded as they were published. The two versions of the jet data differ \
    by about one point of accuracy. lnq's figures are counts before placement; what makes codes of features is not in them, unless the table says that the encoder is counted.
    """

  /// All of them, task by task.
  public static let all: [PublishedDesign] = [
    .init("LogicNets S", .jetsCERNBox, "69.8", luts: 244, .codes, note: "330 by the LogicNets formula"),
    .init("LogicNets M", .jetsCERNBox, "72.1", luts: 15_526, .codes, note: "42,075 by the LogicNets formula"),
    .init("LogicNets L", .jetsCERNBox, "73.1", luts: 36_415, .codes),
    .init("PolyLUT M-lite", .jetsCERNBox, "72", luts: 12_436, .codes),
    .init("PolyLUT XL", .jetsCERNBox, "75", luts: 236_541, .codes),
    .init("PolyLUT-Add, small", .jetsCERNBox, "72", luts: 895, .codes),
    .init("PolyLUT-Add, large", .jetsCERNBox, "75", luts: 36_484, .codes),
    .init("NeuraLUT 2L", .jetsCERNBox, "72", luts: 4_684, .codes),
    .init("NeuraLUT 5L", .jetsCERNBox, "75", luts: 92_357, .codes),
    .init("ReducedLUT, small", .jetsCERNBox, "72.5", luts: 2_786, .codes),
    .init("ReducedLUT, large", .jetsCERNBox, "74.9", luts: 58_409, .codes),
    .init("AmigoLUT, small", .jetsCERNBox, "71.1", luts: 320, .codes),
    .init("AmigoLUT, large", .jetsCERNBox, "72.9", luts: 1_243, .codes),
    .init("NeuraLUT-Assemble", .jetsCERNBox, "75.0", luts: 8_539, .codes),
    .init("KANELÉ [16, 12, 5]", .jetsCERNBox, "75.1", luts: 5_034, .codes, device: "xcvu9p"),
    .init("HGQ-LUT", .jetsCERNBox, "75.4", luts: 6_042, .codes),
    .init("HGQ", .jetsCERNBox, "75.1", luts: 5_974, .codes),
    .init("FINNAS A", .jetsCERNBox, "75.03", luts: 21_409, .unstated, note: "through FINN"),
    .init("FINNAS E", .jetsCERNBox, "74.36", luts: 6_806, .unstated, note: "through FINN"),
    .init("FPGN 4000/3000/2000", .jetsCERNBox, "74.9", luts: 12_358, .unstated),
    .init("LLNN, small", .jetsCERNBox, "72", luts: 6_431, .unstated),
    .init("LLNN, large", .jetsCERNBox, "75", luts: 13_926, .unstated),
    .init(
      "NeuraLUT-Assemble", .jetsOpenML, "76.0", luts: 1_780, .codes,
      note: "75.5 % with 2,036 LUTs when HGQ-LUT's authors ran it"),
    .init("TreeLUT, small", .jetsOpenML, "74.6", luts: 796, .codes, note: "comparators counted"),
    .init("TreeLUT, large", .jetsOpenML, "75.6", luts: 2_234, .codes, note: "comparators counted"),
    .init("KANELÉ [16, 8, 5]", .jetsOpenML, "76.0", luts: 1_232, .codes, device: "xcvu9p"),
    .init("HGQ-LUT", .jetsOpenML, "76.9", luts: 5_667, .codes),
    .init("HGQ", .jetsOpenML, "76.9", luts: 10_182, .codes),
    .init("da4ml", .jetsOpenML, "76.9", luts: 12_250, .codes),
    .init("FPGN 1000/1000/500", .jetsOpenML, "76.0", luts: 3_345, .unstated),
    .init("DWN sm-10", .jetsOpenML, "71.2", luts: 64, .counted, note: "20 without encoder"),
    .init("DWN sm-50", .jetsOpenML, "74.0", luts: 311, .counted, note: "110 without encoder"),
    .init("DWN md-360", .jetsOpenML, "75.6", luts: 1_697, .counted, note: "720 without encoder"),
    .init("DWN lg-2400", .jetsOpenML, "76.3", luts: 7_011, .counted, note: "4,972 without encoder"),
    .init(
      "dwn-fpga-study 1×1600", .jetsOpenML, "76.35", luts: 18_777, .counted, device: "Basys 3",
      note: "on the board, sums and class too"),
    .init("QKeras", .jetsOpenML, "76.3", luts: 5_504, .codes, note: "and 175 DSP blocks"),
    .init("PolyLUT HDR", .digits, "96", luts: 70_673, .codes),
    .init("NeuraLUT", .digits, "96", luts: 54_798, .codes),
    .init("PolyLUT-Add", .digits, "96", luts: 14_810, .codes, note: "pixels of 2 bits"),
    .init("AmigoLUT", .digits, "95.5", luts: 16_081, .codes, note: "pixels of 2 bits"),
    .init("NeuraLUT-Assemble", .digits, "97.9", luts: 5_070, .codes, note: "pixels of 1 bit"),
    .init("KANELÉ [784, 62, 10]", .digits, "96.3", luts: 3_809, .codes, device: "xcvu9p", note: "pixels of 1 bit"),
    .init("TreeLUT, small", .digits, "96", luts: 3_499, .codes, note: "pixels of 4 bits"),
    .init("TreeLUT, large", .digits, "97", luts: 4_478, .codes, note: "pixels of 4 bits"),
    .init("DWN, 692 LUTs", .digits, "97.1", luts: 692, .notCounted),
    .init("DWN, 1,413 LUTs", .digits, "97.9", luts: 1_413, .notCounted),
    .init("DWN, 4,082 LUTs", .digits, "98.3", luts: 4_082, .notCounted),
    .init("dwn-fpga-study 1×300", .digits, "96.77", luts: 1_597, .counted, device: "Basys 3", note: "on the board"),
    .init(
      "dwn-fpga-study 2×[1000, 500]", .digits, "97.76", luts: 3_464, .counted, device: "Basys 3", note: "on the board"),
    .init("FINN SFC", .digits, "96", luts: 91_131, .codes),
    .init("LogicNets S", .intrusion, "90.5", luts: 650, .codes),
    .init("LogicNets M", .intrusion, "92.6", luts: 1_649, .codes),
    .init("LogicNets L", .intrusion, "92.9", luts: 8_106, .codes),
    .init("TreeLUT, small", .intrusion, "92", luts: 89, .codes),
    .init("TreeLUT, large", .intrusion, "92.7", luts: 345, .codes),
    .init("BNN", .intrusion, "90.91", luts: 135, .codes),
  ]
}
