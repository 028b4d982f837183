/// Several results on one page: what they have in common side by side.
struct JointPage: PageContent {
  private let results: [(name: String, content: any PageContent)]

  init(_ results: [(name: String, content: any PageContent)]) { self.results = results }

  var plots: [Plot] { results.flatMap(\.content.plots) }

  func page(_ gnuplot: Gnuplot?) throws -> Page {
    let pages = try results.enumerated().map { place, result in
      var gnuplot = gnuplot
      gnuplot?.prefix = "result-\(place + 1)-"
      return try result.content.page(gnuplot)
    }
    var page = Page(title: "\(pages.count) results")
    page.add("The results", .definitions(zip(results, pages).map { ($0.name, $1.title) }))
    // The headings of the first, and after each what others have there besides.
    var headings: [String] = []
    for other in pages {
      var place = 0
      for section in other.sections {
        if let known = headings.firstIndex(of: section.heading) {
          place = known + 1
        } else {
          headings.insert(section.heading, at: place)
          place += 1
        }
      }
    }
    for heading in headings {
      let parts = zip(results, pages).compactMap { result, page in
        page.sections.first { $0.heading == heading }.map { section -> Markup in
          "<div><h3>\(result.name)</h3>\n\(section.body)</div>"
        }
      }
      page.add(heading, "<div class=\"beside\">\n\(Markup(parts))\n</div>")
    }
    page.isWide = true
    return page
  }
}
