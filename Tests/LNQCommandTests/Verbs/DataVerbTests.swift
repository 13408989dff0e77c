import Foundation
import LNQData
import LNQTestSupport
import Testing

@testable import LNQCommand
@testable import LNQStudies

@Suite("lnq data")
struct DataVerbTests {
  @Test("import makes a dataset that train, test and list know by its name")
  func importing() throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 90), to: folder + "/my blobs.csv")
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      let dataDir = ["--data-dir", folder + "/cache"]
      let imported = lnq(["data", "import", folder + "/my blobs.csv", "--json"] + dataDir)
      #expect(imported.err == "")
      let report = try object(imported.out)
      #expect(report["name"] as? String == "my-blobs")
      #expect((report["rows"] as? [String: Int]) == ["total": 90, "train": 64, "validation": 8, "test": 18])
      // Again it is the same; other rows do not replace it.
      #expect(lnq(["data", "import", folder + "/my blobs.csv"] + dataDir).status == .done)
      try write(TrainVerbTests.blobs(rows: 91), to: folder + "/my blobs.csv")
      let other = lnq(["data", "import", folder + "/my blobs.csv"] + dataDir)
      #expect(other.status == .failed)
      #expect(other.err.contains("there is a dataset my-blobs with other rows already"))

      let listed = lnq(["data", "list"] + dataDir)
      #expect(listed.out.unwrapped.contains("my-blobs 90 rows, 2 features, 3 classes; from \(folder)/my blobs.csv"))
      #expect(listed.out.unwrapped.contains("it is not here yet; get it with: lnq data fetch mnist"))
      let shown = lnq(["data", "show", "my-blobs", "--verify"] + dataDir)
      #expect(shown.out.contains("the files are those that were imported"))

      let runs = ["--project-dir", folder + "/runs"]
      let trained = lnq(["train", folder + "/m.model", "my-blobs", "--max-epochs", "1", "--json"] + dataDir + runs)
      #expect(trained.err == "")
      #expect(try value("dataset", in: trained.out, as: String.self) == "my-blobs")
      // The run knows where its rows are.
      let tested = lnq(["test", "m", "--json"] + runs)
      #expect(try value("samples", in: tested.out, as: Int.self) == 18)
      #expect(try value("split", in: tested.out, as: String.self) == "test")
      let named = lnq(["test", "m", "my-blobs", "--split", "validation", "--json"] + dataDir + runs)
      #expect(try value("samples", in: named.out, as: Int.self) == 8)
    }
  }

  @Test("import takes columns, classes and a name from its options")
  func options() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<20).map { "\($0),\($0 % 2),\(1 - $0 % 2),\($0 / 2)\n" }.joined()
      try write("a,p,q,b\n" + rows, to: folder + "/r.csv")
      let imported = lnq(
        "data", "import", folder + "/r.csv", "--name", "flags", "--class-flags", "p, q", "--classes", "odd,even",
        "--features", "b,a", "--duplicates", "drop", "--data-dir", folder + "/cache")
      #expect(imported.err == "")
      let table = try DatasetCache(folder: folder + "/cache").table("flags")
      #expect(table.featureNames == ["b", "a"] && table.classNames == ["odd", "even"])
      #expect(table.labels.prefix(3) == [1, 0, 1])
    }
  }

  @Test(
    "a column that numbers the rows is no feature; import, training and --json say so, and how many rows and classes")
  func countingColumn() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<60).map { "\($0),\($0 * 7 % 11),\($0 * 5 % 13),\($0 < 20 ? "g" : $0 < 40 ? "q" : "w")\n" }
        .joined()
      try write("Unnamed: 0,a,b,class\n" + rows, to: folder + "/leak.csv")
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      try write("Linear(3, 3)\n", to: folder + "/three.model")
      let dataDir = ["--data-dir", folder + "/cache"]
      let lines = [
        "  rows        60: 43 training, 5 validation, 12 test", "  classes     3: g, q, w",
        "  class from  column class, by its name", "  left out    Unnamed: 0 (it counts the rows)",
      ]
      let imported = lnq(["data", "import", folder + "/leak.csv"] + dataDir)
      for line in lines { #expect(imported.out.contains(line + "\n"), "\(imported.out)") }
      let runs = ["--project-dir", folder + "/runs", "--max-epochs", "1"]
      for data in [folder + "/leak.csv", "leak"] {
        let trained = lnq(["train", folder + "/m.model", data] + dataDir + runs)
        for line in lines { #expect(trained.out.contains(line + "\n"), "\(trained.out)") }
      }
      let json = lnq(["train", folder + "/m.model", "leak", "--json"] + dataDir + runs)
      let notes = try #require(try object(json.out)["data"] as? [String: Any])["notes"] as? [String: Any]
      #expect(notes?["classSource"] as? String == "column class, by its name")
      #expect((notes?["leftOut"] as? [[String: String]])?.first?["name"] == "Unnamed: 0")
      // A network for all columns hears why one is missing, and the advice of the documents works.
      let wide = lnq(["train", folder + "/three.model", "leak"] + dataDir + runs)
      #expect(wide.err.contains("the rows have 2: choose another model or dataset; left out is Unnamed: 0 (it counts"))
      let all = ["data", "import", folder + "/leak.csv", "--name", "all", "--features", "Unnamed: 0,a,b"]
      #expect(lnq(all + dataDir).status == .done)
      #expect(lnq(["train", folder + "/three.model", "all"] + dataDir + runs).status == .done)
      // A network that was trained with it is tested with it.
      let tested = lnq(["test", "three", folder + "/leak.csv", "--json"] + Array(runs.prefix(2)))
      #expect(try value("samples", in: tested.out, as: Int.self) == 60)
    }
  }

  @Test(
    "the advice of a refusal works when it is typed",
    arguments: [
      ("x,y,energy,pid\n", "is y the class, or pid? say --class-column NAME", ["--class-column", "pid"]),
      ("id,b,proto name,class\n", "--leave-out 'proto name'", ["--leave-out", "proto name"]),
      ("a,b,c,d.5\n", "say which column has them with --class-column", ["--class-column", "d.5"]),
    ])
  func advice(header: String, sentence: String, words: [String]) throws {
    try withTemporaryFolder { folder in
      let isText = header.contains("proto")
      let isMeasured = header.contains("d.5")
      let rows = (0..<30).map {
        "\($0 * 7 % 30),\($0 * 11 % 30),\(isText ? "tcp" : "\($0 * 13 % 30)"),\($0 % 2)\(isMeasured ? ".5" : "")\n"
      }
      try write(header + rows.joined(), to: folder + "/r.csv")
      let arguments = ["data", "import", folder + "/r.csv", "--data-dir", folder + "/cache"]
      let refused = lnq(arguments)
      #expect(refused.status == .badInput && refused.err.contains(sentence), "\(refused.err)")
      #expect(lnq(arguments + words).status == .done)
    }
  }

  @Test("letters of all scripts stay in the name of a dataset")
  func scripts() throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 30), to: folder + "/größe.csv")
      let dataDir = ["--data-dir", folder + "/cache"]
      #expect(lnq(["data", "import", folder + "/größe.csv"] + dataDir).out.hasPrefix("größe ("))
      #expect(lnq(["data", "import", folder + "/größe.csv", "--name", "模型"] + dataDir).status == .done)
      try write("Linear(2, 3)\n", to: folder + "/m.model")
      let trained = lnq(
        ["train", folder + "/m.model", "模型", "--max-epochs", "1", "--project-dir", folder + "/runs"] + dataDir)
      #expect(trained.out.contains("/m_classification_模型_"))
    }
  }

  @Test("the cache is the user's, unless --data-dir names another folder")
  func folders() throws {
    try withTemporaryFolder { folder in
      let standard = lnq("data", "list", "--json", environment: ["XDG_CACHE_HOME": folder])
      #expect(try value("dataDir", in: standard.out, as: String.self) == folder + "/lnq/data")
      #expect(!FileManager.default.fileExists(atPath: folder + "/lnq"))
      let relative = lnq("data", "list", "--json", environment: ["XDG_CACHE_HOME": "x", "HOME": "/home/me"])
      let folder = try value("dataDir", in: relative.out, as: String.self)
      #expect(folder?.hasPrefix("/home/me/") == true)
      let homeless = lnq("data", "list", environment: ["XDG_CACHE_HOME": "", "HOME": ""])
      #expect(homeless.status == .usage)
      #expect(homeless.err.contains("name one with --data-dir"))
    }
  }

  @Test(
    "what does not go together is refused, and the cache stays as it was",
    arguments: [
      (["data", "show", "x"], .usage, "there is no dataset x in"),
      (["data", "import", "@/none.csv"], .badInput, "none.csv: cannot be read: there is no such file"),
      (["data", "import", "@/r.csv", "--name", "a/b"], .usage, "a dataset cannot be called “a/b”"),
      (["data", "import", "@/r.csv", "--class-column", "k"], .badInput, "no column is called k; there are x, class"),
      (
        ["data", "import", "@/r.csv", "--class-column", "k", "--class-flags", "x"], .usage,
        "in one column or in several"
      ),
      (["data", "import", "@/r.csv", "--features", "x,,class"], .usage, "names are separated by single commas"),
      (
        ["data", "import", "@/r.csv", "--classes", "a,b"], .badInput,
        "line 3, column class: “c” is not one of the classes"
      ),
      (["data", "import", "@/one.csv"], .badInput, "every row is of the class a"),
      (["data", "import", "@/cut.csv.gz"], .badInput, "the file is truncated; get it again"),
      (["data", "import", "@/empty.npz"], .badInput, "this zip archive is empty: it has no arrays"),
      (
        ["data", "import", "@/r.csv", "--features", "x", "--leave-out", "x"], .usage,
        "columns that --features does not name are left out anyway"
      ),
      (["data", "import", "@/r.csv", "--leave-out", "k"], .badInput, "no column is called k"),
      (["data", "fetch", "no-such"], .usage, "no-such"),
      (["data", "fetch", "mnist", "--attempts", "0"], .usage, "choose 1 to 1000"),
      (["data", "fetch", "mnist", "--stall-limit", "0"], .usage, "choose 1 to 86400"),
      (["train", "jsc-tiny", "mnist"], .usage, "lnq data fetch mnist gets it"),
    ] as [([String], Outcome, String)])
  func refused(arguments: [String], outcome: Outcome, sentence: String) throws {
    try withTemporaryFolder { folder in
      try write("x,class\n1,a\n2,c\n3,a\n4,c\n5,a\n6,c\n", to: folder + "/r.csv")
      try write("x,class\n1,a\n2,a\n3,a\n4,a\n5,a\n6,a\n", to: folder + "/one.csv")
      try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 1]).write(to: URL(fileURLWithPath: folder + "/cut.csv.gz"))
      try Data([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)).write(
        to: URL(fileURLWithPath: folder + "/empty.npz"))
      let words = arguments.map { $0.replacing("@", with: folder) }
      let (status, out, err) = lnq(words + ["--data-dir", folder + "/cache"])
      #expect(status == outcome)
      #expect(err.contains(sentence), "\(err)")
      #expect(out == "")
      #expect(DatasetCache(folder: folder + "/cache").names == [])
    }
  }

  @Test("an imported dataset takes no options of other datasets")
  func optionsOfOthers() throws {
    try withTemporaryFolder { folder in
      try write(TrainVerbTests.blobs(rows: 90), to: folder + "/blobs.csv")
      let dataDir = ["--data-dir", folder + "/cache"]
      #expect(lnq(["data", "import", folder + "/blobs.csv"] + dataDir).status == .done)
      let rows = lnq(["train", "jsc-tiny", "blobs", "--rows", "9"] + dataDir)
      #expect(rows.status == .usage && rows.err.contains("--rows is for jsc-synth"))
      let column = lnq(["train", "jsc-tiny", "blobs", "--class-column", "class"] + dataDir)
      #expect(column.status == .usage && column.err.contains("--class-column belongs to lnq data import"))
    }
  }
}

@Suite("lnq data fetch", .needsCurl)
struct DataFetchVerbTests {
  /// OpenML's answers for rows that are not the dataset's.
  private func server(_ arff: String) throws -> LoopbackServer {
    try LoopbackServer { _, request in
      if request.path == "/rows.arff" { return .file(Array(arff.utf8), to: request) }
      let address = "http:\\/\\/" + (request.fields["host"] ?? "") + "\\/rows.arff"
      return LoopbackServer.Answer(
        200, Array("{\"data_set_description\":{\"url\":\"\(address)\",\"md5_checksum\":\"00\"}}".utf8))
    }
  }

  private func fetch(_ name: String, from address: String, into folder: String) -> (status: Outcome, err: String) {
    let result = lnq(
      "data", "fetch", name, "--from", address, "--attempts", "2", "--stall-limit", "1", "--data-dir", folder)
    return (result.status, result.err)
  }

  private let arff = "@relation r\n@attribute x real\n@attribute class {a,b}\n@data\n1,a\n2,b\n"

  @Test("a file that has another number of rows is removed and not taken")
  func rowCount() throws {
    try withTemporaryFolder { folder in
      let server = try server(arff)
      let (status, err) = fetch("jsc-openml", from: server.address + "/json", into: folder)
      #expect(status == .badInput)
      #expect(err.contains("/rows.arff has 2 rows, and jsc-openml has 830,000: it is another dataset; it was removed"))
      #expect(DatasetCache(folder: folder).names == [])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/.downloads/jsc-openml") == [])
    }
  }

  @Test("a table with the right number of rows and other features or classes is not the dataset")
  func shape() {
    func difference(_ count: Int, _ features: Int, _ classes: [String]) -> String? {
      PublicDataset.jscOpenML.difference(
        from: RawTable(
          name: "t", featureNames: (0..<features).map { "x\($0)" }, classNames: classes,
          features: .single([Float](repeating: 0, count: count * features)),
          labels: [Int32](repeating: 0, count: count),
          provenance: Provenance(source: "t", sha256: "", notice: nil)))
    }
    let classes = ["g", "q", "t", "w", "z"]
    #expect(difference(830_000, 16, classes) == nil)
    #expect(difference(829_999, 16, classes) == "829,999 rows, and jsc-openml has 830,000")
    #expect(difference(830_000, 1, classes) == "1 features, and jsc-openml has 16")
    #expect(
      difference(830_000, 16, ["g", "q", "w", "z", "t"]) == "the classes g q w z t, and jsc-openml has g q t w z")
  }

  @Test("a page instead of OpenML's description is refused")
  func page() throws {
    try withTemporaryFolder { folder in
      let server = try LoopbackServer { _, _ in LoopbackServer.Answer(200, Array("<html>".utf8)) }
      let (status, err) = fetch("jsc-openml", from: server.address, into: folder)
      #expect(status == .badInput)
      #expect(err.contains("OpenML's description of the dataset does not name a URL"))
    }
  }

  @Test("a file of MNIST that is no gzip, or another one, is refused", arguments: ["<html>", "other"])
  func mnist(content: String) throws {
    try withTemporaryFolder { folder in
      let server = try LoopbackServer { _, request in .file(Array(content.utf8), to: request) }
      let (status, err) = fetch("mnist", from: server.address + "/mnist", into: folder)
      #expect(status == .badInput)
      #expect(
        err.contains("/mnist/train-images-idx3-ubyte.gz is not the file of mnist: its SHA-256 is "), "\(err)")
      #expect(server.requests.count == 1)
      #expect(DatasetCache(folder: folder).names == [])
    }
  }

  @Test("what an earlier command left of another file is found out by its SHA-256 and fetched anew, once")
  func stale() throws {
    try withTemporaryFolder { folder in
      let server = try LoopbackServer { _, request in .file(Array("not MNIST".utf8), to: request) }
      let file = folder + "/.downloads/mnist/train-images-idx3-ubyte.gz"
      try write("other", to: file + ".part")
      try write("HTTP/1.1 200 OK\r\nETag: \"1\"\r\n", to: file + ".headers")
      let (status, err) = fetch("mnist", from: server.address, into: folder)
      #expect(status == .badInput)
      #expect(err.contains("train-images-idx3-ubyte.gz is not the file of mnist: its SHA-256 is "))
      #expect(server.requests.map(\.start) == [5, nil])
    }
  }

  @Test("what an earlier command left without the server's word on which file it was is fetched anew")
  func unknown() throws {
    try withTemporaryFolder { folder in
      let server = try server(arff)
      try write("@relation other", to: folder + "/.downloads/jsc-openml/hls4ml_lhc_jets_hlf.arff.part")
      let (_, err) = fetch("jsc-openml", from: server.address + "/json", into: folder)
      // The whole file came, as the number of its rows shows.
      #expect(err.contains("has 2 rows, and jsc-openml has 830,000"))
      #expect(server.requests.filter { $0.path == "/rows.arff" }.map(\.start) == [nil])
    }
  }

  @Test("404 is said with the address")
  func missing() throws {
    try withTemporaryFolder { folder in
      let server = try LoopbackServer { _, _ in LoopbackServer.Answer(404) }
      let (status, err) = fetch("mnist", from: server.address, into: folder)
      #expect(status == .failed)
      #expect(
        err == "lnq: \(server.address)/train-images-idx3-ubyte.gz cannot be fetched: curl: (22) The requested URL "
          + "returned error: 404\n")
    }
  }

  #if HDF5
    @Test("a CERNBox file that is no HDF5, or has other rows, is not the dataset")
    func cernbox() throws {
      try withTemporaryFolder { folder in
        let server = try LoopbackServer { _, request in .file(Array("<html>".utf8), to: request) }
        let (status, err) = fetch("jsc-cernbox", from: server.address, into: folder)
        #expect(status == .badInput)
        #expect(err.contains("t_allpar_new.h5"))
        #expect(DatasetCache(folder: folder).names == [])
      }
    }
  #else
    @Test("the CERNBox file is not even fetched by a build that cannot read it")
    func cernbox() throws {
      try withTemporaryFolder { folder in
        let (status, err) = fetch("jsc-cernbox", from: "http://127.0.0.1:1", into: folder)
        #expect(status == .toolMissing)
        #expect(err.contains("built without HDF5"))
      }
    }
  #endif
}
