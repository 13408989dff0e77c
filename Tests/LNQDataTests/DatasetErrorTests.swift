import LNQData
import Testing

@Suite("A dataset's error")
struct DatasetErrorTests {
  @Test("counts what is missing in its grammar")
  func grammar() {
    let one = DatasetError.missingFeatures(source: "t", wanted: ["x", "y"], present: ["x"])
    #expect(one.description == "t: the network needs the features x, y, but the columns are x; y is missing")
    let two = DatasetError.missingFeatures(source: "t", wanted: ["x", "y"], present: ["z"])
    #expect(two.description == "t: the network needs the features x, y, but the columns are z; x, y are missing")
    #expect(
      DatasetError.standardization(features: 1, means: 2).description
        == "a standardisation of 2 features does not fit a network with 1 feature")
  }

  @Test("shows no more than 40 characters of a field that is not a number")
  func longField() throws {
    let sentence = try refusal("x,y\n9\(String(repeating: "q", count: 1000)),a\n".utf8)
    #expect(sentence?.contains("“9\(String(repeating: "q", count: 38))…” is not a number") == true)
  }
}
