import LNQReport
import Testing

@Suite("Published designs")
struct PublishedDesignTests {
  @Test("each is named and possible, none stands twice, and each task has some")
  func plausible() {
    let all = PublishedDesign.all
    for design in all {
      #expect(!design.name.isEmpty)
      #expect(design.accuracy > 0.6 && design.accuracy < 1)
      #expect(design.luts > 0)
    }
    #expect(Set(all.map { "\($0.name) \($0.task) \($0.accuracy)" }).count == all.count)
    for task in PublishedDesign.Task.allCases { #expect(all.contains { $0.task == task }) }
  }

  @Test("figures whose sources give them are those: LogicNets S of the jets has 244 LUTs at 69.8 %")
  func known() throws {
    let design = try #require(PublishedDesign.all.first { $0.name == "LogicNets S" && $0.task == .jetsCERNBox })
    #expect(design.luts == 244)
    #expect(design.accuracy == 0.698)
  }
}
