/// A self-contained HTML file: no script, no address outside itself, light and dark as the reader's
/// system is.
struct Page {
  let title: String
  var sections: [Section] = []
  /// Whether it takes all of a screen's width.
  var isWide = false

  struct Section {
    let heading: String
    let body: Markup
  }

  mutating func add(_ heading: String, _ body: Markup) {
    sections.append(Section(heading: heading, body: body))
  }

  var text: String {
    let body = Markup(
      sections.map { "<section>\n<h2>\($0.heading)</h2>\n\($0.body)\n</section>" })
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <title>\(title)</title>
      <style>
      \(Markup(trusting: Self.style + Markup.tableStyle(for: body)))
      </style>
      </head>
      <body\(Markup(trusting: isWide ? " class=\"all\"" : ""))>
      <h1>\(title)</h1>
      \(body)
      </body>
      </html>

      """
    return page.text
  }

  private static let style = """
    :root { color-scheme: light dark; --ink: #1a1a1a; --paper: #ffffff; --line: #d0d0d0; --soft: #5c5c5c; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e6e6; --paper: #17191c; --line: #43474d; --soft: #a8adb3; }
    }
    body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
      font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h1, h2 { overflow-wrap: anywhere; }
    body.all { max-width: none; }
    .beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0 2rem; }
    .beside > div { min-width: 0; container-type: inline-size; }
    section { container-type: inline-size; }
    h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: right; white-space: nowrap; }
    th:first-child, td:first-child { text-align: left; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
    dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
    figure { margin: 1.5rem 0; } figcaption { color: var(--soft); font-size: .9rem; }
    svg { max-width: 100%; height: auto; color: var(--ink); }
    code { overflow-wrap: anywhere; }
    """
}
