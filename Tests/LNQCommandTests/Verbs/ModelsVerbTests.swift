import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq models")
struct ModelsVerbTests {
  @Test("the list has every built-in model with its number of parameters")
  func list() throws {
    let text = lnq("models")
    #expect(text.status == .done)
    #expect(text.out.contains("jsc-trt              3,231 parameters"))
    let models = try #require(try object(lnq("models", "--json").out)["models"] as? [[String: Any]])
    #expect(models.first?["name"] as? String == "jsc-tiny")
    #expect(models.first?["parameters"] as? Int == 117)
    #expect(models.first?["recipe"] == nil)
    let small = try #require(models.first { $0["name"] as? String == "jsc-s" })
    #expect((small["recipe"] as? String)?.hasPrefix("Recipe(max_epochs=1000, batch_size=1024, ") == true)
  }

  @Test("a name prints the notation, which is a model file again")
  func notation() throws {
    let printed = lnq("models", "jsc-tiny")
    #expect(printed.out == "BatchNorm1d(16)\nReLU()\nLinear(16, 5)\nReLU()\n")
    try withTemporaryFolder { folder in
      try write(printed.out, to: folder + "/again.model")
      let again = lnq("models", folder + "/again.model", "--json")
      #expect(try value("name", in: again.out, as: String.self) == "again")
      #expect(try value("text", in: again.out, as: String.self) == printed.out)
    }
    #expect(lnq("models", "no-such-net").status == .usage)
  }
}
