extension TruthTable {
  /// How many six-input LUTs an FPGA needs for the table, by the formula of the LogicNets paper (Umuroglu et al., FPL 2020).
  ///
  /// For X address bits and Y output bits Y / 3 · (2^(X − 4) − (−1)^X), and Y for X ≤ 6. It knows nothing of the contents: a
  /// synthesizer finds less.
  public var lutEstimate: Int { Self.lutEstimate(addressWidth: addressWidth, outputWidth: output.width) }

  /// The formula for a table of this shape; 0 without address bits, a constant.
  ///
  /// - Precondition: `addressWidth` lies in 0...40.
  public static func lutEstimate(addressWidth: Int, outputWidth: Int) -> Int {
    precondition((0...40).contains(addressWidth), "a table with \(addressWidth) address bits")
    if addressWidth == 0 { return 0 }
    if addressWidth <= 6 { return outputWidth }
    // 2^(X − 4) is 1 more or less than a multiple of 3, by the parity of X.
    let sign = addressWidth.isMultiple(of: 2) ? 1 : -1
    return outputWidth * ((1 << (addressWidth - 4)) - sign) / 3
  }
}
