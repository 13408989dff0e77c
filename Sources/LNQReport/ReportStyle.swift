/// How the page looks: one column on a phone, charts side by side where there is room, light, dark and on paper.
enum ReportStyle {
  static let css = """
    :root { \(ChartStyle.variables(isDark: false)) }
    @media (prefers-color-scheme: dark) { :root { \(ChartStyle.variables(isDark: true)) } }
    :root { --ink: #1b1f24; --paper: #ffffff; --faint: #57606a; --line: #d0d7de; --panel: #f6f8fa; --accent: #0072b2; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6edf3; --paper: #12161c; --faint: #9aa5b1; --line: #353c45; --panel: #1c222a; --accent: #56b4e9; }
    }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem; max-width: 72rem; color: var(--ink); background: var(--paper);
      font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.3rem; margin: 2.2rem 0 0.6rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
    h3 { font-size: 1.1rem; margin: 1.5rem 0 0.5rem; }
    h4 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
    p, li { max-width: 45rem; overflow-wrap: anywhere; }
    a { color: var(--accent); }
    .subtitle { color: var(--faint); margin-top: 0; }
    nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; }
    .note { border-left: 4px solid #d55e00; background: var(--panel); padding: 0.6rem 0.8rem; }
    dl { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: 0.25rem 1rem; margin: 0.8rem 0; }
    dt { color: var(--faint); overflow-wrap: anywhere; }
    dd { margin: 0; overflow-wrap: anywhere; }
    code, pre { font: 0.9em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
    pre { background: var(--panel); padding: 0.7rem 0.8rem; overflow-x: auto; border-radius: 6px; }
    .scroll { overflow-x: auto; margin: 0 0 1.4rem; max-width: 100%; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    .caption { color: var(--faint); margin: 1.2rem 0 0.2rem; }
    th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
    th { font-weight: 600; }
    table:has(thead th:nth-child(9)) { font-size: 0.9em; }
    table:has(thead th:nth-child(9)) :is(th, td) { padding: 0.3rem 0.45rem; }
    thead th { border-bottom: 2px solid var(--line); vertical-align: bottom; }
    thead th.number { white-space: normal; }
    .number { text-align: right; white-space: nowrap; }
    .text { min-width: 9rem; overflow-wrap: anywhere; }
    th.short { white-space: nowrap; }
    td.dark { color: #ffffff; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem; margin: 1rem 0; }
    figure { margin: 0; max-width: 40rem; }
    figure > svg { display: block; width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
    \(GraphDrawing.pageRules)
    figure > svg.lnq { width: auto; max-width: 100%; max-height: 90rem; }
    .legend { list-style: none; margin: 0.4rem 0 0; padding: 0 0.1rem; display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; font-size: 0.9rem; }
    .legend li { display: flex; align-items: flex-start; gap: 0.4rem; max-width: 100%; }
    .legend .sample { flex: none; width: 36px; height: 14px; margin-top: 0.25rem; }
    figcaption { color: var(--faint); padding: 0.3rem 0.1rem; font-size: 0.95rem; }
    @media (max-width: 34rem) {
      body { padding: 0.8rem; }
      dl { grid-template-columns: minmax(4rem, 6.5rem) minmax(0, 1fr); gap: 0.2rem 0.7rem; }
      th, td { padding: 0.3rem 0.45rem; }
    }
    @media print {
      :root { \(ChartStyle.variables(isDark: false)) }
      :root { --ink: #000000; --paper: #ffffff; --faint: #333333; --line: #999999; --panel: #ffffff; --accent: #000000; }
      body { max-width: none; font-size: 10pt; }
      nav { display: none; }
      figure, tr, dl, .legend li { break-inside: avoid; }
      h2, h3, h4, .caption, thead { break-after: avoid; }
      .caption, .table:not(:has(tr:nth-child(13))) { break-inside: avoid; }
      .figures { display: block; }
      figure { max-width: 13cm; margin: 0 0 0.8rem; }
      figure > svg.lnq { max-height: 22cm; }
      table { break-before: avoid; }
      p, li { orphans: 3; widows: 3; }
      .scroll { overflow: visible; }
      td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }
    """
}
