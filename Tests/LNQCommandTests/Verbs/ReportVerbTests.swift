import Foundation
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq report")
struct ReportVerbTests {
  private static let noTools = ["PATH": "/nonexistent", "LNQ_GNUPLOT": ""]

  @Test("a run's report has its settings, figures, curves and confusion matrix", .needsGnuplot, .needsTidy)
  func run() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let (status, out, err) = lnq("report", "jsc-tiny", "--project-dir", folder, "--json")
      #expect(status == .done)
      #expect(err == "")
      #expect(try value("html", in: out, as: String.self) == run.path + "/report.html")
      let page = try read(run.path + "/report.html")
      let test = try #require(try run.manifest().results?.test)
      #expect(page.contains("<td class=\"number\">\(NumberText.percent(test.accuracy))</td>"))
      #expect(page.contains("jsc-synth is a surrogate"))
      for id in ["validation-accuracy-gnuplot_canvas", "loss-gnuplot_canvas", "confusion-gnuplot_canvas"] {
        #expect(page.contains("id=\"\(id)\""))
      }
      // 3 epochs of 17 batches: the default of 50 steps is reached once.
      #expect(page.contains("id=\"training-accuracy-gnuplot_canvas\""))
      #expect(!page.contains("<section id=\"s-hardware\">"))
      let tidy = try #require(ExternalTools.tidy)
      let log = URL(fileURLWithPath: folder + "/tidy.log")
      try tidy.run(["-e", "-q", run.path + "/report.html"], in: URL(fileURLWithPath: folder), log: log)
      #expect(try read(log.path) == "")
    }
  }

  @Test("a quantized run has its area beside published designs, with what has to be said about them")
  func hardware() throws {
    try SmallRun.withCopy { folder in
      #expect(lnq("quantize", "jsc-tiny", "--project-dir", folder).status == .done)
      #expect(lnq("report", "jsc-tiny", "--project-dir", folder, environment: Self.noTools).status == .done)
      let text = try read(RunDirectory.newest(of: "jsc-tiny", in: folder).path + "/report.md")
      #expect(
        text.contains(
          "| LogicNets S | jets, CERNBox | 69.8 % | 244 | – | – | codes go in | published; 330 by the LogicNets formula |"
        ))
      #expect(text.contains("Not mapped (lnq synthesize does it): "))
      #expect(text.contains("jsc-synth is not the real data: its accuracies cannot be set beside the published ones."))
      #expect(text.contains("vendor synthesis on vendor parts"))
      #expect(text.contains("Not simulated (lnq simulate does it): "))
      #expect(!text.contains("MNIST"))
    }
  }

  @Test("a quantized run has its network and its codes drawn, in the page and as files", .needsGnuplot, .needsGraphviz)
  func drawings() throws {
    try SmallRun.withCopy { folder in
      #expect(lnq("quantize", "jsc-tiny", "--project-dir", folder).status == .done)
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      #expect(lnq("report", run.path).status == .done)
      let (page, text) = (try read(run.path + "/report.html"), try read(run.path + "/report.md"))
      #expect(page.contains("<section id=\"s-network\">") && page.contains("class=\"node tables\""))
      for name in ["network-layers", "network-tables", "saturation", "codes-1", "codes-2"] {
        #expect(text.contains("(report/\(name).svg)"), "\(name)")
        #expect(FileManager.default.fileExists(atPath: run.path + "/report/\(name).svg"), "\(name)")
      }
      // A graph is a file by itself, and in a page it has the page's style.
      #expect(try read(run.path + "/report/network-layers.svg").contains("<style>"))
      #expect(page.components(separatedBy: "<style>").count == 2)
      let codes = try run.decode(CodeReport.self, from: .codes).value
      #expect(codes.rows == codes.validationRows && codes.layers.map(\.layer).first == "inputs")
      for usage in codes.layers {
        #expect(usage.values == codes.rows * usage.signals && usage.bars.reduce(0, +) == usage.values)
        #expect(text.contains("| \(usage.layer) | \(usage.signals) | \(NumberText.count(usage.codes)) | "))
      }
    }
  }

  @Test("without Graphviz the charts are there, and the report says what is missing", .needsGnuplot)
  func noGraphviz() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let (status, out, err) = lnq("report", run.path, environment: ["LNQ_DOT": "/none"])
      #expect(status == .done)
      #expect(!out.contains("charts    0"))
      #expect(err.hasPrefix("The drawings of networks are left out: "), "\(err)")
      let text = try read(run.path + "/report.md")
      #expect(text.contains("The drawings of networks are left out: ") && text.contains("(report/loss.svg)"))
      #expect(!text.contains("network-layers.svg"))
    }
  }

  @Test("mapped LUTs are those of synthesize for these tables, else those that quantize counted")
  func mapped() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      func report() throws -> String {
        #expect(lnq("report", run.path, environment: Self.noTools).status == .done)
        return try read(run.path + "/report.md")
      }
      func luts(_ words: String...) throws -> String {
        let found = try object(lnq(words + ["--project-dir", folder, "--json"]).out)
        let mapped = (found["mapped"] as? [String: Int])?["luts"] ?? found["luts"] as? Int
        return NumberText.count(try #require(mapped))
      }
      let fast = try luts("quantize", "--input-bits", "3", "--dont-care", "0", "--count-luts")
      #expect(try report().contains(" | \(fast) | "))
      #expect(try report().contains(" | mapped, fast |"))
      #expect(try report().contains("is a don't-care design: rows of tables that no training row reaches were chosen"))
      let full = try luts("synthesize")
      #expect(try report().contains(" | \(full) | "))
      #expect(try report().contains(" | mapped, proved |"))
      let compared = lnq("compare", run.path, run.path).out
      #expect(compared.contains("LUTs, mapped") && compared.contains("mapped, proved"))
      // Of other tables.
      try write(try read(run.path + "/hardware/synthesis.json") + " ", to: run.path + "/hardware/synthesis.json")
      #expect(lnq("report", run.path, environment: Self.noTools).err.contains("lnq synthesize"))
    }
  }

  @Test("runs of older versions, without steps.csv and figures of classes, have a report too")
  func olderRun() throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      var manifest = try run.manifest()
      manifest.results?.test.classes = nil
      try run.write(manifest)
      #expect(!(try read(run.manifestPath)).contains("\"classes\""))
      try FileManager.default.removeItem(atPath: run.stepsPath)
      #expect(lnq("report", run.path, environment: Self.noTools).status == .done)
      let text = try read(run.path + "/report.md")
      #expect(text.contains("There is no curve per step: no step was logged"))
      #expect(!text.contains("Confusion"))
    }
  }

  @Test("several runs and studies are one report, in the folder of the runs or where --output says")
  func several() throws {
    try SmallRun.withCopy { folder in
      let study = try TinyStudy.write(to: folder + "/study")
      #expect(
        lnq("report", "jsc-tiny", "study", "--project-dir", folder, environment: Self.noTools).status == .done)
      let text = try read(folder + "/report.md")
      #expect(text.hasPrefix("# Report of 2 runs and studies\n"))
      #expect(text.contains(": jsc-tiny on jsc-synth\n"))
      #expect(text.contains("\n## study: Study: tiny on rows\n"))
      #expect(text.contains("\n### Results\n"))
      let other = folder + "/my/page.html"
      #expect(lnq("report", study.path, "--output", other, environment: Self.noTools).status == .done)
      #expect(try filePaths(below: folder + "/my") == ["page.html", "page.md"])
      #expect(!FileManager.default.fileExists(atPath: study.reportPath))
    }
  }

  @Test("a gnuplot that fails leaves a report without charts that says why")
  func brokenGnuplot() throws {
    try SmallRun.withCopy { folder in
      let tool = folder + "/gnuplot"
      try Script.create("#!/bin/sh\necho no display; exit 3\n", at: tool)
      let (status, _, err) = lnq("report", "jsc-tiny", "--project-dir", folder, environment: ["LNQ_GNUPLOT": tool])
      #expect(status == .done)
      #expect(
        err.hasPrefix("The charts are left out: gnuplot ended with status 3; the last lines of its log:\n  no display"))
      #expect(!err.contains("lnq-charts"))
    }
  }

  @Test("a damaged file of a run is an error that names it", arguments: ["run.json", "metrics.csv", "steps.csv"])
  func damaged(name: String) throws {
    try SmallRun.withCopy { folder in
      let run = try RunDirectory.newest(of: "jsc-tiny", in: folder)
      let (path, text, problem) =
        switch name {
        case "run.json": (run.manifestPath, "{", "it is not complete JSON")
        case "metrics.csv": (run.metricsPath, EpochRecordText.header + "\n1,x\n", "line 2 is not a row of numbers")
        default: (run.stepsPath, "a\n", "its first line is not step,epoch,learning_rate,loss,accuracy")
        }
      try write(text, to: path)
      let (status, _, err) = lnq("report", run.path)
      #expect(status == .badInput)
      #expect(err == "lnq: \(path) is not what lnq wrote: \(problem)\n")
    }
  }

  @Test("what is no run, study or model, and a name that is no page, are mistakes of the command line")
  func mistakes() throws {
    try withTemporaryFolder { folder in
      #expect(lnq("report", "jsc-tony", "--project-dir", folder).status == .usage)
      let (status, _, err) = lnq("report", "jsc-tiny", "--output", "report.pdf")
      #expect(status == .usage)
      #expect(err.hasPrefix("lnq: --output report.pdf: choose a name that ends in .html"))
      #expect(lnq("report").status == .usage)
    }
  }
}

private enum EpochRecordText {
  static let header = "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds"
}
