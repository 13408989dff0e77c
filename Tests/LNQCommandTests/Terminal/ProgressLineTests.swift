import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("Progress")
struct ProgressLineTests {
  @Test("the line shows the task, a bar, the facts and the time that is left")
  func line() {
    #expect(
      ProgressLine.line("epoch 3/20", done: 0.25, facts: "loss 0.9123", elapsed: 4)
        == "epoch 3/20 [#####---------------] loss 0.9123  ETA 12 s")
    #expect(ProgressLine.line("a", done: 0, facts: "b", elapsed: 4) == "a [--------------------] b")
    #expect(ProgressLine.line("a", done: 7, facts: "b", elapsed: 4) == "a [####################] b")
    #expect(ProgressLine.line("a", done: .nan, facts: "b", elapsed: 4) == "a [--------------------] b")
  }

  @Test("the time that is left counts only what was done since the line began")
  func resumed() {
    #expect(
      ProgressLine.line("a", done: 0.75, facts: "b", elapsed: 4, doneBefore: 0.5)
        == "a [###############-----] b  ETA 4 s")
    #expect(ProgressLine.line("a", done: 0.5, facts: "b", elapsed: 4, doneBefore: 0.5) == "a [##########----------] b")
  }

  @Test("on a narrow terminal the bar is short, then missing, and at last the text is cut: a line never wraps")
  func narrow() {
    func line(_ columns: Int) -> String {
      ProgressLine.line("epoch 3/20", done: 0.5, facts: "loss 0.9123", elapsed: 4, columns: columns)
    }
    #expect(line(80) == "epoch 3/20 [##########----------] loss 0.9123  ETA 4 s")
    #expect(line(45) == "epoch 3/20 [#####-----] loss 0.9123  ETA 4 s")
    #expect(line(39) == "epoch 3/20 [##--] loss 0.9123  ETA 4 s")
    #expect(line(38) == "epoch 3/20 loss 0.9123  ETA 4 s")
    #expect(line(20) == "epoch 3/20 loss 0.9")
    for columns in 0...100 { #expect(line(columns).count <= max(0, columns - 1)) }
  }

  @Test("where nobody watches, nothing is drawn")
  func silent() {
    let recorder = RecordingConsole()
    var progress = ProgressLine(on: recorder.console())
    progress.update("a", done: 0.5, facts: "b")
    progress.clear()
    #expect(recorder.err == "")
  }

  @Test("on a terminal the line is drawn over itself, on standard error, and removed at the end")
  func drawn() {
    let recorder = RecordingConsole()
    var progress = ProgressLine(on: recorder.console(showsProgress: true))
    progress.update("a", done: 0, facts: "b")
    progress.update("a moment later", done: 0.1, facts: "b")
    progress.clear()
    #expect(recorder.err == "\ra [--------------------] b\u{1B}[K\r\u{1B}[K")
    #expect(recorder.out == "")
  }
}
