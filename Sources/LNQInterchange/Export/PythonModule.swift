import LNQTraining

/// The network as Python source of an `nn.Module`, into which the exported state_dict loads.
extension ExportSubject {
  /// The file's text. It needs torch alone: what PyTorch has no layer for stands in it as classes.
  ///
  /// - Throws: `ExportError.layer` for neurons that are no weighted sums, for additive layers, and for layers of bits.
  public func pythonSource() throws(ExportError) -> String {
    let network = checkpoint.network
    let places = network.allPlaces
    let foreign = places.first {
      switch $0.layer {
      case .neurons, .kanLinear, .thermometer, .luts, .groupSum: true
      case .quantizer(let settings): settings.learned != nil
      default: false
      }
    }
    if let foreign { throw .layer("\(foreign.layer)", format: "Python") }
    func has(_ isOne: (Layer) -> Bool) -> Bool { places.contains { isOne($0.layer) } }
    var classes = ""
    if has({ if case .branches(.residual, _) = $0 { true } else { false } }) { classes += Self.residual }
    if has({ if case .branches(.ensemble, _) = $0 { true } else { false } }) { classes += Self.ensemble }
    if has({ if case .quantizer = $0 { true } else { false } }) { classes += Self.quantizer }
    let layers = network.layers.map { "            \(Self.call($0)),\n" }.joined()
    return """
      \"\"\"The network that lnq \(checkpoint.lnqVersion) trained; its parameters are in the state_dict of lnq export --format torch.\"\"\"

      import torch
      from torch import nn

      \(classes)
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.seq_blocks = nn.Sequential(
      \(layers)        )

          def forward(self, x):
              return self.seq_blocks(x)


      # The network saw (x - mean) / scale.
      mean = \(checkpoint.standardization.mean)
      scale = \(checkpoint.standardization.scale)

      """
  }

  private static func call(_ layer: Layer) -> String {
    switch layer {
    case .linear(let inputCount, let outputCount, let hasBias, _):
      return "nn.Linear(\(inputCount), \(outputCount)\(hasBias ? "" : ", bias=False"))"
    case .branches(.residual, let branches):
      let body = branches[0].map(call).joined(separator: ", ")
      let shortcut =
        branches[1].isEmpty ? "" : ", shortcut=nn.Sequential(\(branches[1].map(call).joined(separator: ", ")))"
      return "Residual(\(body)\(shortcut))"
    case .branches(.ensemble, let members):
      return
        "Ensemble(\(members.map { "nn.Sequential(\($0.map(call).joined(separator: ", ")))" }.joined(separator: ", ")))"
    case .quantizer(let settings):
      let isPower = settings.scale == .powerOfTwo
      return
        "Quant(\(settings.codes.lowerBound), \(settings.codes.upperBound), power_of_two=\(isPower ? "True" : "False")"
        + (settings.unit == 1 ? ")" : ", unit=\(settings.unit))")
    default: return "nn.\(layer)"
    }
  }

  private static let residual = """

    class Residual(nn.Module):
        def __init__(self, *body, shortcut=None):
            super().__init__()
            self.body = nn.Sequential(*body)
            if shortcut is not None:
                self.shortcut = shortcut

        def forward(self, x):
            return self.body(x) + (self.shortcut(x) if hasattr(self, "shortcut") else x)


    """

  private static let ensemble = """

    class Ensemble(nn.ModuleList):
        def __init__(self, *members):
            super().__init__(members)

        def forward(self, x):
            return sum(member(x) for member in self)


    """

  private static let quantizer = """

    class Quant(nn.Module):
        def __init__(self, low, high, power_of_two, unit=1.0):
            super().__init__()
            self.low, self.high, self.power_of_two, self.unit = low, high, power_of_two, unit
            self.log2_scale = nn.Parameter(torch.zeros(1))

        def forward(self, x):
            exponent = torch.round(self.log2_scale) if self.power_of_two else self.log2_scale
            scale = (self.unit * torch.exp2(exponent.double())).to(x.dtype)
            return scale * torch.clamp(torch.round(x / scale), self.low, self.high)


    """
}
