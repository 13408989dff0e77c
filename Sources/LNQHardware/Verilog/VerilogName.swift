import LNQText

/// Makes names legal in Verilog and C, before anything is printed.
enum VerilogName {
  /// The longest identifier that is made. Verilator replaces those of 128 characters by others, and a module's name begins
  /// those of its layers and tables.
  private static let lengthLimit = 100

  /// `name` as an identifier: letters, digits and underscores, not starting with a digit, no keyword, no cell of lnq, no port.
  ///
  /// `jsc-tiny` gives `jsc_tiny`, `2layers` gives `net_2layers`, `module` gives `module_net`. Where letters of another script
  /// are lost, or the end of a long name, 8 digits that are made of the whole name follow: `größe` gives `gr__e_cd38f49a`.
  static func identifier(_ name: String) -> String {
    var text = String(
      String.UnicodeScalarView(name.unicodeScalars.map { isLegal($0) ? $0 : "_" }))
    let isLossy = !name.unicodeScalars.allSatisfy(\.isASCII)
    if text.isEmpty || isLossy && text.allSatisfy({ $0 == "_" }) { text = "net" }
    if let first = text.unicodeScalars.first, ("0"..."9").contains(first) { text = "net_" + text }
    let ending = "_" + TextDigest.digits(of: name)
    if isLossy || text.utf8.count > lengthLimit { text = text.prefix(lengthLimit - ending.utf8.count) + ending }
    if isKeyword(text) || ports.contains(text) { text += "_net" }
    return text
  }

  private static func isKeyword(_ text: String) -> Bool {
    keywords.contains(text.lowercased()) || text.lowercased().hasPrefix("lnq_")
  }

  /// Why a wire cannot be called `name` in any module; nil when it can.
  static func problem(with name: String) -> NetlistError.NameProblem? {
    guard let first = name.unicodeScalars.first, name.unicodeScalars.allSatisfy(isLegal), !("0"..."9").contains(first)
    else { return .notAnIdentifier }
    if keywords.contains(name.lowercased()) { return .keyword }
    if ports.contains(name) { return .taken(by: "a port") }
    if isNumbered(name, "x") { return .taken(by: "an input") }
    return isNumbered(name, "TABLE_") ? .taken(by: "a table") : nil
  }

  /// What every module that is printed may declare for itself.
  private static let ports: Set<String> = [
    "clk_i", "rst_ni", "valid_i", "data_i", "valid_o", "data_o", "class_o", "unused",
  ]

  /// Whether `name` is `prefix` and a number.
  static func isNumbered(_ name: String, _ prefix: String) -> Bool {
    let digits = name.dropFirst(prefix.count)
    return name.hasPrefix(prefix) && !digits.isEmpty && digits.allSatisfy(\.isNumber)
  }

  /// `text` on one line, for a comment: nothing in it begins or ends a comment, goes on in the next line, or turns the order
  /// of letters around.
  static func comment(_ text: String) -> String {
    VisibleText.blanked(text).replacing("\\", with: " ").replacing("*/", with: "* /").replacing("/*", with: "/ *")
  }

  /// `text` as a string literal of C, on one line; where two `?` could begin a trigraph, they are escaped.
  static func literal(_ text: String) -> String {
    let line = comment(text).replacing("\"", with: "'")
    return "\"\(line.contains("??") ? line.replacing("?", with: "\\?") : line)\""
  }

  private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  /// The keywords of Verilog-2005 and those of SystemVerilog and VHDL that a tool may take for one.
  private static let keywords: Set<String> = Set(
    """
    always and assign automatic begin bit buf bufif0 bufif1 byte case casex casez cell cmos config const deassign default
    defparam design disable do edge else end endcase endconfig endfunction endgenerate endmodule endprimitive endspecify
    endtable endtask enum event export extern final for force forever fork function generate genvar global highz0 highz1 if
    ifnone import incdir include initial inout input inside instance int integer interface join large let liblist library
    local localparam logic longint macromodule medium module nand negedge nmos nor not noshowcancelled notif0 notif1 null or
    output package packed parameter pmos posedge primitive priority program property protected pull0 pull1 pulldown pullup
    pure rand rcmos real realtime ref reg release repeat return rnmos rpmos rtran rtranif0 rtranif1 scalared sequence
    shortint shortreal showcancelled signed small specify specparam static string strong0 strong1 struct super supply0
    supply1 table tagged task this time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type
    typedef union unique unsigned use uwire var vectored virtual void wait wand weak0 weak1 while wire with wor xnor xor
    architecture entity is of signal process port map
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
