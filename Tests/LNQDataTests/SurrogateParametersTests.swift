import Foundation
import LNQData
import Testing

@Suite("The parameters of jsc-synth")
struct SurrogateParametersTests {
  @Test("that the library carries have the names, the order and the licence of the jet data")
  func embedded() {
    let parameters = SurrogateParameters.embedded
    #expect(
      parameters.features == [
        "zlogz", "c1_b0_mmdt", "c1_b1_mmdt", "c1_b2_mmdt", "c2_b1_mmdt", "c2_b2_mmdt", "d2_b1_mmdt", "d2_b2_mmdt",
        "d2_a1_b1_mmdt", "d2_a1_b2_mmdt", "m2_b1_mmdt", "m2_b2_mmdt", "n2_b1_mmdt", "n2_b2_mmdt", "mass_mmdt",
        "multiplicity",
      ])
    #expect(parameters.classes == ["g", "q", "t", "w", "z"])
    #expect(parameters.components.count == 12)
    #expect(parameters.copies == ["d2_a1_b1_mmdt": "d2_b1_mmdt"])
    #expect(parameters.source.contains("CC BY 4.0"))
  }

  /// Two latent features, a copy, two classes, one component, one hidden neuron.
  private let small = """
    {"about":"a","source":"s","features":["u","v","w"],"classes":["p","q"],"latentFeatures":["u","v"],
    "copies":{"w":"u"},"integerFeatures":["v"],"probabilities":[0.1,0.5,0.9],
    "quantiles":{"u":[1,2,3],"v":[4,5,6]},
    "components":[{"weight":1,"mean":[0,0],"cholesky":[[1],[0.5,1]]}],
    "posterior":{"hidden":{"weight":[[1,2]],"bias":[0.5]},"output":{"weight":[[1],[-1]],"bias":[0,1]}}}
    """

  @Test("may be smaller")
  func valid() throws {
    #expect(try SurrogateParameters(json: small).features == ["u", "v", "w"])
  }

  @Test(
    "are refused where they do not fit each other",
    arguments: [
      ("[\"u\",\"v\",\"w\"]", "[]", "feature names are missing or repeated"),
      ("[\"u\",\"v\",\"w\"]", "[\"u\",\"v\",\"u\"]", "feature names are missing or repeated"),
      ("[\"p\",\"q\"]", "[\"p\"]", "class names are missing or repeated"),
      ("\"latentFeatures\":[\"u\",\"v\"]", "\"latentFeatures\":[]", "latent names are missing or repeated"),
      ("{\"w\":\"u\"}", "{}", "w is neither a latent feature nor a copy of one"),
      ("\"integerFeatures\":[\"v\"]", "\"integerFeatures\":[\"n\"]", "the integer n is not a feature"),
      ("[0.1,0.5,0.9]", "[0.1]", "there are fewer than two probabilities"),
      ("[0.1,0.5,0.9]", "[0.1,0.5,0.5]", "probabilities do not ascend at 0.5, 0.5"),
      ("[0.1,0.5,0.9]", "[0,0.5,0.9]", "probabilities are not between 0 and 1"),
      ("[4,5,6]", "[4,5]", "v has 2 quantiles for 3 probabilities, or one is not finite"),
      ("[4,5,6]", "[4,5,1e300]", "v has 3 quantiles for 3 probabilities, or one is not finite"),
      ("[4,5,6]", "[4,6,5]", "the quantiles of v fall from 6.0 to 5.0"),
      (
        "[{\"weight\":1,\"mean\":[0,0],\"cholesky\":[[1],[0.5,1]]}]", "[]", "there is no component"
      ),
      ("\"weight\":1,", "\"weight\":0,", "component 0 has no positive weight"),
      ("[0,0]", "[0]", "component 0 has 1 means for 2 latent features, or one is not finite"),
      (
        "[[1],[0.5,1]]", "[[1],[0.5]]", "the factor of component 0 is not a lower triangle of 2 rows of finite numbers"
      ),
      (
        "[[1,2]]", "[[1,2,3]]", "the posterior's hidden layer is not 1 rows of 2 weights with 1 biases"
      ),
      (
        "[[1],[-1]]", "[[1]]", "the posterior's output layer is not 2 rows of 1 weights with 2 biases"
      ),
    ])
  func invalid(part: String, replacement: String, problem: String) throws {
    let json = small.replacingOccurrences(of: part, with: replacement)
    #expect(json != small)
    let error = #expect(throws: DatasetError.self) { try SurrogateParameters(json: json) }
    #expect(error?.description == "the parameters of jsc-synth do not fit each other: \(problem)")
  }

  @Test("are refused when they are not JSON, or lack a part")
  func notJSON() throws {
    for json in ["", "{", small.replacingOccurrences(of: "\"probabilities\"", with: "\"chances\"")] {
      let error = #expect(throws: DatasetError.self) { try SurrogateParameters(json: json) }
      let sentence = try #require(error?.description)
      #expect(
        sentence.hasPrefix("the parameters of jsc-synth do not fit each other: they are not the JSON that is expected"))
    }
  }
}
